import { join } from "node:path";
import { writeFileAtomic } from "../cli/file.ts";
import { createProgress } from "../cli/progress.ts";
import type { CommandContext } from "../cli/run_command.ts";
import { shellWord } from "../cli/shell_word.ts";
import { paint } from "../cli/terminal.ts";
import type { Dataset } from "../data/load.ts";
import { splitValidation, take } from "../data/split.ts";
import { models } from "../models/mod.ts";
import { type Checkpoint, decodeCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { compileClassifier, type CompiledClassifier } from "./classifier.ts";
import type { RunConfig } from "./config.ts";
import { cpuTarget } from "./cpu_block.ts";
import type { Summary } from "./model_card.ts";
import { writeResults } from "./results.ts";
import {
  createRunFolder,
  readCheckpointBytes,
  readMetrics,
  runFiles,
  type Scores,
  writeJson,
  writeMetrics,
} from "./run_folder.ts";
import { describeConfig } from "./settings.ts";
import { type Parameters, trainRun } from "./train_run.ts";
import { evaluateModel } from "./validate.ts";

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

/**
 * Trains one model and keeps its folder: configuration first, a checkpoint and metrics after each epoch, the model and the
 * figures at the end. Returns the summary, or `undefined` when there is none: after an interruption or a dry run.
 */
export async function runModel(
  { folder, config, dataset, resume, dryRun, checkpointSeconds }: ModelRun,
  { stderr, signal }: CommandContext,
): Promise<Summary | undefined> {
  const limited = config.limit ? take(dataset.train, config.limit) : dataset.train;
  const { train, validation } = splitValidation(limited, config.valSplit);
  const compiled = compileClassifier(
    models[config.model]!,
    dataset.classes.length,
    config,
    config.batchSize,
    await cpuTarget(),
  );
  stderr.write(describeConfig(config, compiled.size, train.count));
  stderr.write(`${"run".padEnd(10)} ${folder}${dryRun ? " (dry run: nothing is written)" : ""}\n`);
  if (dryRun) return undefined;

  const checkpoint = resume ? await readCheckpoint(folder, config, compiled) : undefined;
  const metrics = checkpoint ? await readMetrics(folder, checkpoint.position.epoch) : [];
  if (!resume) {
    await createRunFolder(folder);
    await writeJson(folder, runFiles.config, config);
  }

  const session = { backend: config.backend as "auto", threads: config.threads };
  const encode = (parameters: Parameters, accuracy?: number) =>
    compiled.model.encode({ parameters, metadata: metadataOf(config, dataset, accuracy) });
  const perEpoch = Math.floor(train.count / config.batchSize) * config.batchSize;
  const position = checkpoint?.position;
  const bar = createProgress({
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
        const { loss, accuracy } = await evaluateModel(encode(parameters), validation, session);
        return { loss, accuracy };
      },
      onEpoch: async (lines, parameters) => {
        const { epoch, train, val, seconds } = lines.at(-1)!;
        bar.line(
          `epoch ${epoch}/${config.epochs}  ${scoresText(train)}` +
            (val ? `  validation ${scoresText(val)}` : "") + `  ${seconds.toFixed(0)} s`,
        );
        await writeMetrics(folder, lines);
        await writeFileAtomic(join(folder, runFiles.model), encode(parameters));
      },
    },
  );
  bar.end(latest);

  if (result.outcome === "interrupted") {
    await writeFileAtomic(join(folder, runFiles.model), encode(result.parameters));
    stderr.write(`Stopped. Continue with: deno task train --resume ${shellWord(folder)}\n`);
    return undefined;
  }
  if (result.outcome === "stopped early") {
    stderr.write(`No lower validation loss for ${config.patience} epochs: stopped early\n`);
  }
  const test = await evaluateModel(encode(result.parameters), dataset.test, session);
  const { loss, accuracy } = test;
  const lines = result.metrics.with(-1, { ...result.metrics.at(-1)!, test: { loss, accuracy } });
  await writeMetrics(folder, lines);
  await writeFileAtomic(
    join(folder, runFiles.model),
    encode(result.parameters, accuracy),
  );
  const summary = await writeResults(folder, config, {
    metrics: lines,
    test,
    classes: dataset.classes,
    parameters: compiled.size,
    imagesPerSecond: result.imagesPerSecond,
  });
  const images = dataset.test.count.toLocaleString("en-US");
  stderr.write(
    `${paint(stderr, "bold", `test ${scoresText(test)}`)} (${dataset.title}, ${images} images)\n` +
      `The run is in ${folder}: ${runFiles.model}, ${runFiles.figures}, ${runFiles.card}\n` +
      `Next: deno task infer --split test --model ${shellWord(folder)}\n`,
  );
  return summary;
}

const scoresText = ({ loss, accuracy }: Scores) =>
  `loss ${loss.toFixed(4)} accuracy ${(100 * accuracy).toFixed(2)} %`;

async function readCheckpoint(
  folder: string,
  config: RunConfig,
  { step }: CompiledClassifier,
): Promise<Checkpoint | undefined> {
  const bytes = await readCheckpointBytes(folder);
  if (!bytes) return undefined; // stopped before the first one: the seed repeats it from the start
  const shapes = new Map(step.state.map(({ name, shape }) => [name, shape]));
  return decodeCheckpoint(bytes, join(folder, runFiles.checkpoint), config.model, shapes);
}

function metadataOf(config: RunConfig, dataset: Dataset, accuracy: number | undefined) {
  return {
    model: config.model,
    dataset: dataset.name,
    labels: JSON.stringify(dataset.classes),
    weft_version: config.versions.weft!,
    ...(accuracy === undefined ? {} : { test_accuracy: String(accuracy) }),
  };
}
