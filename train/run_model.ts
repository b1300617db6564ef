import { join } from "node:path";
import { warnOfFallback } from "../runtime/fallback.ts";
import type { PlacedNode } from "../runtime/node_placement.ts";
import { writeFileAtomic } from "../cli/file.ts";
import { createProgress, type Progress, type ProgressOptions } from "../cli/progress.ts";
import type { Terminal } from "../cli/terminal.ts";
import { shellWord } from "../cli/shell_word.ts";
import { paint } from "../cli/terminal.ts";
import type { Dataset } from "../data/load.ts";
import { splitValidation, take } from "../data/split.ts";
import { type Checkpoint, decodeCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { RunConfig } from "./config.ts";
import { targetOf } from "./target.ts";
import { runFiles } from "./run_files.ts";
import {
  createRunFolder,
  readCheckpointBytes,
  readMetrics,
  type RunSummary,
  writeJson,
  writeMetrics,
} from "./run_folder.ts";
import { describeConfig } from "./settings.ts";
import type { CompiledTask, ModelFiles, Parameters } from "./task.ts";
import { tasks } from "./tasks.ts";
import { trainRun } from "./train_run.ts";

/** One model to train, anew or from where it stopped. */
export interface ModelRun {
  readonly folder: string;
  readonly config: RunConfig;
  readonly dataset: Dataset;
  /** True to continue what the folder holds. */
  readonly resume: boolean;
  readonly dryRun: boolean;
  readonly checkpointSeconds: number;
}

/** Where a run shows how far it is, and what calls it off. */
export interface RunDisplay {
  readonly stderr: Terminal;
  readonly signal: AbortSignal;
  /** Shows the progress of training, then that of testing. Default: a bar for each. */
  readonly progress?: (options: ProgressOptions) => Progress;
}

/**
 * Trains one model and keeps its folder: configuration first, a checkpoint and metrics after each
 * epoch, the model and the figures at the end. Returns the summary, or `undefined` when there is
 * none: after an interruption or a dry run.
 */
export async function runModel(
  { folder, config, dataset, resume, dryRun, checkpointSeconds }: ModelRun,
  { stderr, signal, progress = createProgress }: RunDisplay,
): Promise<RunSummary | undefined> {
  const limited = config.limit ? take(dataset.train, config.limit) : dataset.train;
  const { train, validation } = splitValidation(limited, config.valSplit);
  const task = tasks[config.model]!;
  const { scoresText } = task;
  const compiled = task.compile(config, dataset.classes.length, await targetOf(config.provider));
  stderr.write(describeConfig(config, compiled.size, train.count));
  stderr.write(`${"run".padEnd(10)} ${folder}${dryRun ? " (dry run: nothing is written)" : ""}\n`);
  if (dryRun) return undefined;

  const checkpoint = resume ? await readCheckpoint(folder, config, compiled) : undefined;
  const metrics = checkpoint ? await readMetrics(folder, checkpoint.position.epoch) : [];
  if (!resume) {
    await createRunFolder(folder);
    await writeJson(folder, runFiles.config, config);
  }

  const session = {
    backend: config.provider,
    threads: config.threads,
    onFallback: (nodes: readonly PlacedNode[]) => warnOfFallback(nodes, config.provider, stderr),
  };
  const filesOf = (parameters: Parameters, more: Readonly<Record<string, string>> = {}) =>
    compiled.files(parameters, { ...metadataOf(config, dataset), ...more });
  const perEpoch = Math.floor(train.count / config.batchSize) * config.batchSize;
  const position = checkpoint?.position;
  const bar = progress({
    label: config.model,
    unit: "images",
    total: config.epochs * perEpoch,
    start: position ? (position.epoch - 1) * perEpoch + position.step * config.batchSize : 0,
    terminal: stderr,
  });
  let latest = "";
  const result = await trainRun(
    {
      config,
      compiled,
      images: train,
      batchSize: config.batchSize,
      session,
      ...(checkpoint ? { checkpoint } : {}),
      metrics,
      checkpointSeconds,
      signal,
    },
    {
      onProgress: (images, epoch, running) => {
        latest = `epoch ${epoch}/${config.epochs}, ${scoresText(running)}`;
        bar.update(images, latest);
      },
      onCheckpoint: (saved) => writeCheckpoint(join(folder, runFiles.checkpoint), saved),
      validate: async (parameters) => {
        if (validation.count === 0) return undefined;
        return await task.validate(filesOf(parameters), validation, session, config);
      },
      onEpoch: async (lines, parameters) => {
        const { epoch, train, val, seconds } = lines.at(-1)!;
        bar.line(
          `epoch ${epoch}/${config.epochs}  ${scoresText(train)}` +
            (val ? `  validation ${scoresText(val)}` : "") + `  ${seconds.toFixed(0)} s`,
        );
        await writeMetrics(folder, lines);
        await writeModel(folder, filesOf(parameters));
      },
    },
  );
  bar.end(latest);

  if (result.outcome === "interrupted") {
    await writeModel(folder, filesOf(result.parameters));
    stderr.write(`Stopped. Continue with: deno task train --resume ${shellWord(folder)}\n`);
    return undefined;
  }
  if (result.outcome === "stopped early") {
    stderr.write(`No lower validation loss for ${config.patience} epochs: stopped early\n`);
  }
  let testing: Progress | undefined;
  const test = await task.test(filesOf(result.parameters), {
    config,
    dataset,
    train,
    session,
    onProgress: (done, total) => {
      testing ??= progress({ label: "Testing", unit: "images", total, terminal: stderr });
      testing.update(done);
    },
  });
  testing?.end();
  const { scores } = test;
  const lines = result.metrics.with(-1, { ...result.metrics.at(-1)!, test: scores });
  await writeMetrics(folder, lines);
  const files = filesOf(result.parameters, task.metadata(test));
  await writeModel(folder, files);
  const summary = await task.writeResults(folder, config, {
    metrics: lines,
    test,
    classes: dataset.classes,
    parameters: compiled.size,
    imagesPerSecond: result.imagesPerSecond,
  });
  const images = dataset.test.count.toLocaleString("en-US");
  stderr.write(
    `${
      paint(stderr, "bold", `test ${scoresText(scores)}`)
    } (${dataset.title}, ${images} images)\n` +
      `The run is in ${folder}: ${
        [...files.keys(), runFiles.figures, runFiles.card].join(", ")
      }\n` +
      `Next: ${task.nextCommand(folder)}\n`,
  );
  return summary;
}

async function writeModel(folder: string, files: ModelFiles): Promise<void> {
  for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytes);
}

async function readCheckpoint(
  folder: string,
  config: RunConfig,
  { step }: CompiledTask,
): Promise<Checkpoint | undefined> {
  const bytes = await readCheckpointBytes(folder);
  if (!bytes) return undefined; // stopped before the first one: the seed repeats it from the start
  const shapes = new Map(step.state.map(({ name, shape }) => [name, shape]));
  return decodeCheckpoint(bytes, join(folder, runFiles.checkpoint), config.model, shapes);
}

function metadataOf(config: RunConfig, dataset: Dataset) {
  return {
    model: config.model,
    dataset: dataset.name,
    labels: JSON.stringify(dataset.classes),
    weft_version: config.versions.weft!,
  };
}
