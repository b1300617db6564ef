import { makeFolder } from "../../cli/file.ts";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import { WeftError } from "../../error.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { resolveThreads } from "../../runtime/resolve_threads.ts";
import { warnOfThreads } from "../../runtime/notices.ts";
import { loadData } from "../../train/load_data.ts";
import { versions } from "../../train/versions.ts";
import { assembleDocument } from "./assemble_document.ts";
import { runStages, type StageOutcome } from "./stages/run_stages.ts";
import { SPEC } from "./spec.ts";
import type { ReportOptions } from "./report_options.ts";
import type { Stage } from "./stages/stage.ts";
import { stageProgress } from "./stages/stage_progress.ts";
import { reportStages } from "./report_stages.ts";
import { reportFiles, writeOutputs } from "./write_outputs.ts";

type Flags = FlagValues<typeof SPEC>;

/** Expected seconds for writing the report: figures as PNG, and the archive. */
const WRITING_SECONDS = 20;

/**
 * `deno task report`: runs the stages that are not done yet and writes the report.
 *
 * @param stagesFor The stages of the report; tests give fewer.
 * @throws {WeftError} When a stage failed. The report of the other stages is written before.
 */
export async function report(
  flags: Flags,
  context: CommandContext,
  stagesFor: (options: ReportOptions) => Stage[] = reportStages,
): Promise<void> {
  const { stderr, signal } = context;
  const { out, verbose } = flags;
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const options = await reportOptions(flags, context);
  const stages = stagesFor(options);
  const writing = { title: "writing the report", weight: WRITING_SECONDS };
  const display = stageProgress([...stages, writing], stderr);
  let outcomes: StageOutcome[];
  try {
    outcomes = await runStages(stages, {
      ...{ options, out, display, verbose, signal },
      versions: versions(),
    });
    display.begin(writing);
    const progress = (share: number) => display.update(share);
    await writeOutputs(out, assembleDocument(options, outcomes), outcomes, { signal, progress });
    display.finish();
    display.end("done");
  } catch (error) {
    if (signal.aborted) stderr.write("\nStopped. The same command continues from here.\n");
    throw error;
  }
  if (flags.json) context.stdout.write(`${JSON.stringify(jsonResult(out, outcomes))}\n`);
  stderr.write(`${paint(stderr, "bold", "The report")} is in ${join(out, reportFiles.page)}\n`);
  requireAllDone(outcomes, out);
}

/** Resolves the backend, makes the folder of the report, and loads the data. */
async function reportOptions(flags: Flags, context: CommandContext): Promise<ReportOptions> {
  const { stderr } = context;
  const { backend: provider, reason } = await resolveBackend(flags.backend);
  await makeFolder(flags.out);
  const dataset = await loadData(flags.data, flags.unverified, context);
  if (reason) stderr.write(`${provider}, chosen by auto: ${reason}\n`);
  warnOfThreads(provider, flags.threads, stderr);
  return {
    quick: flags.quick,
    recipe: flags.recipe ?? (flags.quick ? "fast" : "default"),
    seed: flags.seed,
    dataset,
    data: flags.data,
    ...flags.limit === undefined ? {} : { limit: flags.limit },
    backend: flags.backend,
    provider,
    threads: resolveThreads(provider, flags.threads).threads!, // undefined in browsers only
  };
}

/** The output of `--json`. */
function jsonResult(out: string, outcomes: readonly StageOutcome[]): unknown {
  return {
    report: join(out, reportFiles.page),
    stages: outcomes.map((outcome) => ({
      name: outcome.stage.name,
      state: outcome.state,
      ...outcome.state === "done" ? { seconds: outcome.stored.seconds } : {},
      ...outcome.state === "failed" ? outcome.failure : {},
    })),
  };
}

function requireAllDone(outcomes: readonly StageOutcome[], out: string): void {
  const failed = outcomes.flatMap((outcome) => outcome.state === "failed" ? [outcome] : []);
  const [first] = failed;
  if (!first) return;
  const { stage, failure } = first;
  const others = failed.length > 1 ? `, and ${failed.length - 1} more` : "";
  throw new WeftError(
    "runtime",
    `Cannot finish the report: ${stage.title} failed: ${failure.message}${others}`,
    `${failure.hint}. The other parts are in ${
      join(out, reportFiles.page)
    }; the same command runs only what is missing`,
  );
}

if (import.meta.main) await runCommand(SPEC, report);
