import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import { WeftError } from "../../error.ts";
import { resolveBackend } from "../../runtime/backend.ts";
import { resolveThreads } from "../../runtime/resolve_threads.ts";
import { warnOfThreads } from "../../runtime/warn_of_threads.ts";
import { loadData } from "../../train/load_data.ts";
import { versions } from "../../train/settings.ts";
import { assemble } from "./assemble.ts";
import { type Outcome, runStages } from "./run_stages.ts";
import { SPEC } from "./spec.ts";
import type { Stage, Study } from "./stage.ts";
import { stageProgress } from "./stage_progress.ts";
import { makeFolder } from "./stage_store.ts";
import { stagesOf } from "./stages.ts";
import { reportFiles, writeOutputs } from "./write_outputs.ts";

type Flags = FlagValues<typeof SPEC>;

/** Seconds that writing takes: figures as PNG, and the archive. */
const WRITING_SECONDS = 20;

/**
 * `deno task report`: runs all stages that are not done yet and writes the report of what there is.
 */
export async function report(
  flags: Flags,
  context: CommandContext,
  stagesFor: (study: Study) => Stage[] = stagesOf,
): Promise<void> {
  const { stderr, signal } = context;
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const { out } = flags;
  const { backend: provider, reason } = await resolveBackend(flags.backend);
  await makeFolder(out);
  const dataset = await loadData(flags.data, flags.unverified, context);
  if (reason) stderr.write(`${provider}, chosen by auto: ${reason}\n`);
  warnOfThreads(provider, flags.threads, stderr);
  const study: Study = {
    quick: flags.quick,
    recipe: flags.recipe ?? (flags.quick ? "fast" : "default"),
    seed: flags.seed,
    dataset,
    data: flags.data,
    ...flags.limit === undefined ? {} : { limit: flags.limit },
    backend: flags.backend,
    provider,
    threads: resolveThreads(provider, flags.threads).threads!, // known wherever there is a command line
  };
  const stages = stagesFor(study);
  const writing = { title: "writing the report", weight: WRITING_SECONDS };
  const display = stageProgress([...stages, writing], stderr);
  const { verbose } = flags;
  let outcomes: Outcome[];
  try {
    outcomes = await runStages(stages, {
      study,
      out,
      versions: versions(),
      display,
      verbose,
      signal,
    });
    display.begin(writing);
    const progress = (share: number) => display.update(share);
    await writeOutputs(out, assemble(study, outcomes), outcomes, { signal, progress });
    display.finish();
    display.end("done");
  } catch (error) {
    if (signal.aborted) stderr.write("\nStopped. The same command goes on from here.\n");
    throw error;
  }
  if (flags.json) context.stdout.write(`${JSON.stringify(resultOf(out, outcomes))}\n`);
  stderr.write(`${paint(stderr, "bold", "The report")} is in ${join(out, reportFiles.page)}\n`);
  requireAll(outcomes, out);
}

/** What `--json` prints. */
function resultOf(out: string, outcomes: readonly Outcome[]): unknown {
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

function requireAll(outcomes: readonly Outcome[], out: string): void {
  const failed = outcomes.flatMap((outcome) => outcome.state === "failed" ? [outcome] : []);
  const [first] = failed;
  if (!first) return;
  const { stage, failure } = first;
  const others = failed.length > 1 ? `, and ${failed.length - 1} more` : "";
  throw new WeftError(
    "runtime",
    `Cannot finish the report: ${stage.title} failed: ${failure.message}${others}`,
    `${failure.hint}. What is done is in ${
      join(out, reportFiles.page)
    }; the same command tries only the rest again`,
  );
}

if (import.meta.main) await runCommand(SPEC, report);
