import { join } from "node:path";
import { writeFileAtomic } from "../cli/file.ts";
import { createProgress, type Progress, type ProgressOptions } from "../cli/progress.ts";
import { shellWord } from "../cli/shell_word.ts";
import { paint, type Terminal } from "../cli/terminal.ts";
import type { LabelledImages } from "../data/dataset.ts";
import type { Dataset } from "../data/load.ts";
import { splitValidation, take } from "../data/split.ts";
import { warnOfFallback } from "../runtime/notices.ts";
import type { PlacedNode } from "../runtime/node_placement.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { type Checkpoint, decodeCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { RunConfig } from "./config.ts";
import { describeConfig } from "./describe_config.ts";
import { runFiles } from "./run_files.ts";
import {
  createRunFolder,
  type EpochMetrics,
  readCheckpointBytes,
  readMetrics,
  type RunSummary,
  writeJson,
  writeMetrics,
} from "./run_folder.ts";
import { lockRun } from "./run_lock.ts";
import { targetOf } from "./target.ts";
import { type TrainingResult, trainRun } from "./train_run.ts";
import type { CompiledTraining, ModelFiles, Parameters, Training } from "./training.ts";
import { trainings } from "./trainings.ts";

/** One model to train: a new run, or one that continues. */
export interface ModelRun {
  readonly folder: string;
  readonly config: RunConfig;
  readonly dataset: Dataset;
  /** True to continue the run in the folder. */
  readonly resume: boolean;
  readonly dryRun: boolean;
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds: number;
}

/** The terminal and the signal of a run. */
export interface RunDisplay {
  readonly stderr: Terminal;
  /** Interrupts the run. */
  readonly signal: AbortSignal;
  /** Shows the progress of training, then of testing. Default: a bar for each. */
  readonly progress?: (options: ProgressOptions) => Progress;
}

/** A model that is compiled, with its images: all that the phases of a run share. */
interface PreparedRun extends ModelRun {
  readonly training: Training;
  readonly compiled: CompiledTraining;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  readonly session: SessionOptions;
  /** Encodes the model's files. */
  readonly filesOf: (
    parameters: Parameters,
    metadata?: Readonly<Record<string, string>>,
  ) => ModelFiles;
}

/**
 * Trains one model and writes its folder: the configuration first, a checkpoint and metrics after
 * each epoch, the model and the figures at the end.
 *
 * @returns The summary; `undefined` after an interruption or a dry run.
 */
export async function runModel(
  run: ModelRun,
  display: RunDisplay,
): Promise<RunSummary | undefined> {
  const { folder, config, dryRun } = run;
  const { stderr } = display;
  const prepared = await prepare(run, stderr);
  stderr.write(describeConfig(config, prepared.compiled.size, prepared.train.count));
  stderr.write(`${"run".padEnd(10)} ${folder}${dryRun ? " (dry run: nothing is written)" : ""}\n`);
  if (dryRun) return undefined;

  if (!run.resume) await createRunFolder(folder);
  const unlock = await lockRun(folder);
  try {
    return await trainAndTest(prepared, display);
  } finally {
    await unlock();
  }
}

async function trainAndTest(
  run: PreparedRun,
  display: RunDisplay,
): Promise<RunSummary | undefined> {
  const { folder, config, filesOf } = run;
  const { stderr } = display;
  const result = await train(run, display);
  if (result.outcome === "interrupted") {
    await writeModel(folder, filesOf(result.parameters));
    stderr.write(`Stopped. Continue with: deno task train --resume ${shellWord(folder)}\n`);
    return undefined;
  }
  if (result.outcome === "stopped early") {
    stderr.write(`No lower validation loss for ${config.patience} epochs: stopped early\n`);
  }
  return await finish(run, result, display);
}

/** Splits the images and compiles the model. */
async function prepare(run: ModelRun, stderr: Terminal): Promise<PreparedRun> {
  const { config, dataset } = run;
  const limited = config.limit ? take(dataset.train, config.limit) : dataset.train;
  const training = trainings[config.model]!;
  const target = await targetOf(config.provider);
  const compiled = training.compile(config, dataset.classes.length, target);
  return {
    ...run,
    ...splitValidation(limited, config.valSplit),
    training,
    compiled,
    session: {
      backend: config.provider,
      threads: config.threads,
      onFallback: (nodes: readonly PlacedNode[]) => warnOfFallback(nodes, config.provider, stderr),
    },
    filesOf: (parameters, metadata = {}) =>
      compiled.files(parameters, { ...metadataOf(config, dataset), ...metadata }),
  };
}

/** Trains with a progress bar, and writes checkpoint, metrics and model after each epoch. */
async function train(
  run: PreparedRun,
  { stderr, signal, progress = createProgress }: RunDisplay,
): Promise<TrainingResult> {
  const { folder, config, training, compiled, train, validation, session, filesOf } = run;
  const { batchSize, epochs } = config;
  const { checkpoint, metrics } = await open(run);
  const perEpoch = Math.floor(train.count / batchSize) * batchSize;
  const position = checkpoint?.position;
  const bar = progress({
    label: config.model,
    unit: "images",
    total: epochs * perEpoch,
    start: position ? (position.epoch - 1) * perEpoch + position.step * batchSize : 0,
    terminal: stderr,
  });
  let latest = "";
  const result = await trainRun(
    {
      config,
      compiled,
      images: train,
      batchSize,
      session,
      ...(checkpoint ? { checkpoint } : {}),
      metrics,
      checkpointSeconds: run.checkpointSeconds,
      signal,
    },
    {
      onProgress: (images, epoch, running) => {
        latest = `epoch ${epoch}/${epochs}, ${training.scoresText(running)}`;
        bar.update(images, latest);
      },
      onCheckpoint: (saved) => writeCheckpoint(join(folder, runFiles.checkpoint), saved),
      validate: async (parameters) => {
        if (validation.count === 0) return undefined;
        return await training.validate(filesOf(parameters), validation, session, config);
      },
      onEpoch: async (lines, parameters) => {
        bar.line(epochText(lines.at(-1)!, run));
        await writeMetrics(folder, lines);
        await writeModel(folder, filesOf(parameters));
      },
    },
  );
  bar.end(latest);
  return result;
}

/** Writes the configuration of a new run, or reads where a run that continues was stopped. */
async function open(
  { folder, config, resume, compiled }: PreparedRun,
): Promise<{ checkpoint: Checkpoint | undefined; metrics: EpochMetrics[] }> {
  if (!resume) {
    await writeJson(folder, runFiles.config, config);
    return { checkpoint: undefined, metrics: [] };
  }
  const checkpoint = await readCheckpoint(folder, config, compiled);
  const metrics = checkpoint ? await readMetrics(folder, checkpoint.position.epoch) : [];
  return { checkpoint, metrics };
}

/** Tests the finished model; writes it with its results, and returns the summary. */
async function finish(
  run: PreparedRun,
  result: TrainingResult,
  { stderr, progress = createProgress }: RunDisplay,
): Promise<RunSummary> {
  const { folder, config, dataset, training, compiled, train, session, filesOf } = run;
  let bar: Progress | undefined;
  const test = await training.test(filesOf(result.parameters), {
    config,
    dataset,
    train,
    session,
    onProgress: (done, total) => {
      bar ??= progress({ label: "Testing", unit: "images", total, terminal: stderr });
      bar.update(done);
    },
  });
  bar?.end();
  const { scores } = test;
  const metrics = result.metrics.with(-1, { ...result.metrics.at(-1)!, test: scores });
  await writeMetrics(folder, metrics);
  const files = filesOf(result.parameters, training.metadata(test));
  await writeModel(folder, files);
  const summary = await training.writeResults(folder, config, {
    metrics,
    test,
    classes: dataset.classes,
    parameters: compiled.size,
    imagesPerSecond: result.imagesPerSecond,
  });
  const images = dataset.test.count.toLocaleString("en-US");
  stderr.write(
    `${paint(stderr, "bold", `test ${training.scoresText(scores)}`)} ` +
      `(${dataset.title}, ${images} images)\n` +
      `The run is in ${folder}: ${
        [...files.keys(), runFiles.figures, runFiles.card].join(", ")
      }\n` +
      `Next: ${training.nextCommand(folder)}\n`,
  );
  return summary;
}

/** An epoch's metrics as a line of the terminal. */
function epochText(
  { epoch, train, val, seconds }: EpochMetrics,
  { config, training: { scoresText } }: PreparedRun,
): string {
  const validation = val ? `  validation ${scoresText(val)}` : "";
  return `epoch ${epoch}/${config.epochs}  ${scoresText(train)}${validation}  ${
    seconds.toFixed(0)
  } s`;
}

async function writeModel(folder: string, files: ModelFiles): Promise<void> {
  for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytes);
}

/** Reads a run's checkpoint; `undefined` for a run that was stopped before the first one. */
async function readCheckpoint(
  folder: string,
  config: RunConfig,
  { step }: CompiledTraining,
): Promise<Checkpoint | undefined> {
  const bytes = await readCheckpointBytes(folder);
  if (!bytes) return undefined; // the seed repeats the run from the start
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
