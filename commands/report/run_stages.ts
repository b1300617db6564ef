import { join } from "node:path";
import { WeftError } from "../../error.ts";
import type { Stage, StageContext, Study } from "./stage.ts";
import type { StageProgress } from "./stage_progress.ts";
import { makeFolder, readStage, stageKey, type StoredStage, writeStage } from "./stage_store.ts";

/** Why there is no result of a stage. */
export interface Failure {
  /** What could not be done and why. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

/** What became of a stage. */
export type Outcome =
  | { readonly stage: Stage; readonly state: "done"; readonly stored: StoredStage }
  | { readonly stage: Stage; readonly state: "failed"; readonly failure: Failure }
  /** Not tried, as a stage that it needs has no result. */
  | { readonly stage: Stage; readonly state: "left out"; readonly missing: string };

/** Where and how stages run. */
export interface RunStagesOptions {
  readonly study: Study;
  /** The folder of the report. */
  readonly out: string;
  /** What else all results depend on: the versions of what computes. */
  readonly versions: Readonly<Record<string, string>>;
  readonly display: StageProgress;
  /** Whether to show where in the code a stage failed. */
  readonly verbose: boolean;
  readonly signal: AbortSignal;
}

/** Folders of the report that stages keep things in. */
export const stageFolder = (out: string, name: string): string => join(out, "stages", name);
/** Where training runs are kept. */
export const runsFolder = (out: string): string => join(out, "runs");

/**
 * Runs stages one after another, and those not again that are done. What fails does not keep the
 * others from being done.
 *
 * @param stages Each after those that it needs.
 * @returns What became of each, in order.
 * @throws {WeftError} `file` where a result cannot be kept. The signal's reason when it is aborted:
 * what is done stays done.
 */
export async function runStages(
  stages: readonly Stage[],
  { study, out, versions, display, verbose, signal }: RunStagesOptions,
): Promise<Outcome[]> {
  requireOrder(stages);
  const outcomes = new Map<string, Outcome>();
  for (const stage of stages) {
    signal.throwIfAborted();
    const missing = stage.needs.find((name) => outcomes.get(name)!.state !== "done");
    if (missing !== undefined) {
      outcomes.set(stage.name, { stage, state: "left out", missing });
      display.skip(stage);
      display.line(`left out: ${stage.title}, which needs ${outcomes.get(missing)!.stage.title}`);
      continue;
    }
    const needed = new Map(stage.needs.map((name) => [name, storedOf(outcomes.get(name)!)]));
    const inputs = Object.fromEntries([...needed].map(([name, { key }]) => [name, key]));
    const key = await stageKey({ stage: stage.name, settings: stage.settings, inputs, versions });
    const folder = stageFolder(out, stage.name);
    const before = await readStage(folder, key);
    if (before) {
      outcomes.set(stage.name, { stage, state: "done", stored: before });
      display.skip(stage);
      continue;
    }
    await makeFolder(folder);
    display.begin(stage);
    const context: StageContext = {
      study,
      folder,
      runs: runsFolder(out),
      signal,
      data: <Data>(name: string) => needed.get(name)!.data as Data,
      progress: (share, note) => display.update(share, note),
      line: (text) => display.line(text),
    };
    const began = performance.now();
    try {
      const result = await stage.run(context);
      const seconds = (performance.now() - began) / 1000;
      const stored = await writeStage(folder, key, seconds, result);
      outcomes.set(stage.name, { stage, state: "done", stored });
      display.line(`done: ${stage.title}, ${seconds.toFixed(1)} s`);
    } catch (error) {
      // Whatever else it was, it was called off.
      if (signal.aborted) throw signal.reason;
      const failure = failureOf(error);
      outcomes.set(stage.name, { stage, state: "failed", failure });
      display.line(`failed: ${stage.title}: ${failure.message}`);
      if (verbose && error instanceof Error && error.stack) display.line(error.stack);
    }
    display.finish();
  }
  return [...outcomes.values()];
}

function storedOf(outcome: Outcome): StoredStage {
  if (outcome.state !== "done") throw new Error(`${outcome.stage.name} is not done`);
  return outcome.stored;
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const hint = error instanceof WeftError ? error.hint : "Run it again with --verbose to see where";
  return { message, hint };
}

function requireOrder(stages: readonly Stage[]): void {
  const before = new Set<string>();
  for (const { name, needs } of stages) {
    const late = needs.find((need) => !before.has(need));
    if (late !== undefined) {
      throw new Error(`The stage ${name} comes before ${late}, which it needs`);
    }
    if (before.has(name)) throw new Error(`Two stages are called ${name}`);
    before.add(name);
  }
}
