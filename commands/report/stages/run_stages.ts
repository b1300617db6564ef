import { makeFolder } from "../../../cli/file.ts";
import { join } from "node:path";
import { WeftError } from "../../../error.ts";
import type { ReportOptions } from "../report_options.ts";
import type { Stage, StageContext } from "./stage.ts";
import type { StageProgress } from "./stage_progress.ts";
import { readStage, stageKey, type StoredStage, writeStage } from "./stage_store.ts";

/** The error of a stage that failed. */
export interface StageFailure {
  /** The error and its reason. */
  readonly message: string;
  /** The next step to take. */
  readonly hint: string;
}

/** The state of a stage after the work, with its result or its error. */
export type StageOutcome =
  | { readonly stage: Stage; readonly state: "done"; readonly stored: StoredStage }
  | { readonly stage: Stage; readonly state: "failed"; readonly failure: StageFailure }
  /** Not run: `missing` is the stage that it needs and that has no result. */
  | { readonly stage: Stage; readonly state: "left out"; readonly missing: string };

/** The options of {@linkcode runStages}. */
export interface RunStagesOptions {
  readonly options: ReportOptions;
  /** The folder of the report. */
  readonly out: string;
  /** The versions of the software. All results depend on them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly display: StageProgress;
  /** Prints the stack trace of a stage that fails. */
  readonly verbose: boolean;
  readonly signal: AbortSignal;
}

/** The folder of a stage, below the folder of the report. */
export const stageFolder = (out: string, name: string): string => join(out, "stages", name);
/** The folder of training runs, below the folder of the report. */
export const runsFolder = (out: string): string => join(out, "runs");

/**
 * Runs stages one after another. It reuses the results of stages that are done, and goes on after a
 * stage that fails.
 *
 * @param stages In an order in which each stage comes after the stages that it needs.
 * @returns The outcome of each stage, in the same order.
 * @throws {WeftError} `file` when a result cannot be written. Throws the signal's reason when the
 * signal is aborted; stages that are done stay done.
 */
export async function runStages(
  stages: readonly Stage[],
  options: RunStagesOptions,
): Promise<StageOutcome[]> {
  requireOrder(stages);
  const { display, signal } = options;
  const outcomes = new Map<string, StageOutcome>();
  for (const stage of stages) {
    signal.throwIfAborted();
    const missing = stage.needs.find((name) => outcomes.get(name)!.state !== "done");
    if (missing === undefined) {
      const inputs = new Map(stage.needs.map((name) => [name, storedOf(outcomes.get(name)!)]));
      outcomes.set(stage.name, await runStage(stage, inputs, options));
    } else {
      outcomes.set(stage.name, { stage, state: "left out", missing });
      display.skip(stage);
      display.line(`left out: ${stage.title}, which needs ${outcomes.get(missing)!.stage.title}`);
    }
  }
  return [...outcomes.values()];
}

/**
 * Runs a stage, or reads its stored result.
 *
 * @param inputs The results of the stages that it needs, by name.
 */
async function runStage(
  stage: Stage,
  inputs: ReadonlyMap<string, StoredStage>,
  { options, out, versions, display, verbose, signal }: RunStagesOptions,
): Promise<StageOutcome> {
  const inputKeys = Object.fromEntries([...inputs].map(([name, { key }]) => [name, key]));
  const { name, settings } = stage;
  const key = await stageKey({ stage: name, settings, inputs: inputKeys, versions });
  const folder = stageFolder(out, name);
  const earlier = await readStage(folder, key);
  if (earlier) {
    display.skip(stage);
    return { stage, state: "done", stored: earlier };
  }
  await makeFolder(folder);
  display.begin(stage);
  const context: StageContext = {
    options,
    folder,
    runs: runsFolder(out),
    signal,
    data: <Data>(name: string) => inputs.get(name)!.data as Data,
    progress: (share, note) => display.update(share, note),
    line: (text) => display.line(text),
  };
  const began = performance.now();
  try {
    const result = await stage.run(context);
    const seconds = (performance.now() - began) / 1000;
    const stored = await writeStage(folder, key, seconds, result);
    display.line(`done: ${stage.title}, ${seconds.toFixed(1)} s`);
    return { stage, state: "done", stored };
  } catch (error) {
    // After an abort any error is a consequence of it.
    if (signal.aborted) throw signal.reason;
    const failure = failureOf(error);
    display.line(`failed: ${stage.title}: ${failure.message}`);
    if (verbose && error instanceof Error && error.stack) display.line(error.stack);
    return { stage, state: "failed", failure };
  } finally {
    display.finish();
  }
}

function storedOf(outcome: StageOutcome): StoredStage {
  if (outcome.state !== "done") throw new Error(`${outcome.stage.name} is not done`);
  return outcome.stored;
}

function failureOf(error: unknown): StageFailure {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const hint = error instanceof WeftError
    ? error.hint
    : "Run the command again with --verbose for the stack trace";
  return { message, hint };
}

function requireOrder(stages: readonly Stage[]): void {
  const before = new Set<string>();
  for (const { name, needs } of stages) {
    const late = needs.find((need) => !before.has(need));
    if (late !== undefined) {
      throw new Error(`Stage ${name} comes before ${late}, which it needs`);
    }
    if (before.has(name)) throw new Error(`Two stages have the name ${name}`);
    before.add(name);
  }
}
