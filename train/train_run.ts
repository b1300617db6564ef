// This module is browser compatible.

import type { LabelledImages } from "../data/dataset.ts";
import { createGenerator, type Generator, restoreGenerator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { Checkpoint, Position } from "./checkpoint.ts";
import { longestChunk, nextChunk } from "./chunk_length.ts";
import { createChunkMaker } from "./chunks.ts";
import type { RunConfig } from "./config.ts";
import type { EpochMetrics, Scores } from "./run_folder.ts";
import type { StoredTensor } from "./safetensors.ts";
import { learningRate } from "./schedule.ts";
import { createStepRunner } from "./step_runner.ts";
import type { CompiledTask, Parameters } from "./task.ts";

/** The part of a run's configuration that training itself reads. */
export type TrainingConfig = Pick<
  RunConfig,
  "model" | "epochs" | "seed" | "schedule" | "learningRate" | "augmentation" | "patience"
>;

/** What a run is made from. */
export interface TrainingInput {
  readonly config: TrainingConfig;
  readonly compiled: CompiledTask;
  readonly images: LabelledImages;
  readonly batchSize: number;
  readonly session: SessionOptions;
  /** Where to continue, and the metrics so far. */
  readonly checkpoint?: Checkpoint;
  readonly metrics: readonly EpochMetrics[];
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds: number;
  readonly signal: AbortSignal;
}

/** What the run tells the world; each call is awaited before training goes on. */
export interface TrainingEvents {
  /** After each chunk: images of this run so far, and the epoch's running scores. */
  readonly onProgress: (images: number, epoch: number, running: Scores) => void | Promise<void>;
  /** Where the state can be saved. */
  readonly onCheckpoint: (checkpoint: Checkpoint) => Promise<void>;
  /** Validates the model at the end of an epoch. */
  readonly validate: (parameters: Parameters) => Promise<Scores | undefined>;
  /** After each epoch, before its checkpoint. */
  readonly onEpoch: (metrics: readonly EpochMetrics[], parameters: Parameters) => Promise<void>;
}

/** How a run ended. */
export interface TrainingResult {
  readonly metrics: EpochMetrics[];
  /** Parameters of the best epoch where the run may stop early, else of the last. */
  readonly parameters: Parameters;
  /** Images per second of this process, validation left out. */
  readonly imagesPerSecond: number;
  readonly outcome: "finished" | "stopped early" | "interrupted";
}

/** Independent sequences of random numbers from one seed. */
const streams = { shuffle: 0, augment: 1, noise: 2 } as const;

/**
 * Trains to the end of the run, or until `signal` aborts; the last checkpoint then continues bit
 * for bit.
 */
export async function trainRun(
  input: TrainingInput,
  events: TrainingEvents,
): Promise<TrainingResult> {
  const { config, compiled, images, batchSize, signal } = input;
  const { step } = compiled;
  const stepsPerEpoch = Math.floor(images.count / batchSize);
  const runner = await createStepRunner(step, input.session, input.checkpoint?.state);
  const rateAt = (done: number) =>
    learningRate(config.schedule, config.learningRate, done, config.epochs * stepsPerEpoch);
  const schedules: CompiledTask["scalars"] = { learningRate: rateAt, ...compiled.scalars };
  const runningScores = ({ sums, step }: Position) => compiled.scores(sums, step, batchSize);
  const makeChunk = createChunkMaker({
    images,
    batchSize,
    augmentation: config.augmentation,
    noise: compiled.noise,
  });

  let position = input.checkpoint?.position ?? firstPosition(config.seed);
  let best: ReadonlyMap<string, StoredTensor> = input.checkpoint?.best ?? new Map();
  let metrics = [...input.metrics];
  const saved = async () => ({
    model: config.model,
    position,
    state: await runner.state(),
    best,
  });
  const present = async (): Promise<Parameters> =>
    numbersOf(compiled, config.patience && best.size > 0 ? best : await runner.state());
  const longest = longestChunk(step);

  let trained = 0;
  let trainingMs = 0;
  let secondsBefore = metrics.at(-1)?.seconds ?? 0;
  let outcome: TrainingResult["outcome"] = "finished";
  try {
    if (!input.checkpoint) await events.onCheckpoint(await saved());
    while (position.epoch <= config.epochs) {
      if (isHopeless(position, config.patience)) {
        outcome = "stopped early";
        break;
      }
      const epochStarted = performance.now();
      let checkpointed = epochStarted;
      const order = restoreGenerator(position.shuffle);
      const permutation = order.permutation(images.count);
      const augmentGenerator = restoreGenerator(position.augment);
      const noiseGenerator = restoreGenerator(position.noise);
      let chunkSteps = 1;
      while (position.step < stepsPerEpoch) {
        if (signal.aborted) {
          await events.onCheckpoint(await saved());
          outcome = "interrupted";
          break;
        }
        const started = performance.now();
        const first = position.step;
        const count = Math.min(chunkSteps, stepsPerEpoch - first);
        const done = (position.epoch - 1) * stepsPerEpoch + first;
        const indices = permutation.subarray(first * batchSize, (first + count) * batchSize);
        const scalars = Object.fromEntries(
          Object.entries(schedules).map(([name, valueAt]) => [
            name,
            Float32Array.from({ length: count }, (_, i) => valueAt(done + i, stepsPerEpoch)),
          ]),
        );
        const outputs = await runner.run(
          makeChunk(indices, scalars, augmentGenerator, noiseGenerator),
        );
        position = advance(position, outputs, {
          augment: augmentGenerator,
          noise: noiseGenerator,
        });
        const now = performance.now();
        trained += count * batchSize;
        trainingMs += now - started;
        chunkSteps = nextChunk(count, now - started, longest);
        await events.onProgress(
          (done + count) * batchSize,
          position.epoch,
          runningScores(position),
        );
        if (now - checkpointed > input.checkpointSeconds * 1000 && position.step < stepsPerEpoch) {
          checkpointed = now;
          await events.onCheckpoint(await saved());
        }
      }
      if (outcome === "interrupted") break;

      const { epoch } = position;
      const val = await events.validate(numbersOf(compiled, await runner.state()));
      const seconds = secondsBefore + (performance.now() - epochStarted) / 1000;
      secondsBefore = seconds;
      metrics = [...metrics, {
        epoch,
        step: epoch * stepsPerEpoch,
        seconds: Number(seconds.toFixed(3)),
        train: runningScores(position),
        ...(val ? { val } : {}),
        lr: rateAt(epoch * stepsPerEpoch - 1),
      }];
      if (config.patience && val && val.loss < (position.best?.loss ?? Infinity)) {
        best = new Map(
          [...await runner.state()].filter(([name]) =>
            compiled.parameters.some((p) => p.name === name)
          ),
        );
        position = { ...position, best: { epoch, loss: val.loss } };
      }
      position = {
        ...position,
        epoch: epoch + 1,
        step: 0,
        sums: {},
        shuffle: order.state(),
      };
      await events.onEpoch(metrics, await present());
      await events.onCheckpoint(await saved());
    }
    return {
      metrics,
      parameters: await present(),
      imagesPerSecond: trained > 0 ? trained / (trainingMs / 1000) : meanSpeed(metrics, batchSize),
      outcome,
    };
  } finally {
    await runner.close();
  }
}

function firstPosition(seed: number): Position {
  const state = (stream: number) => createGenerator(seed, stream).state();
  return {
    epoch: 1,
    step: 0,
    sums: {},
    shuffle: state(streams.shuffle),
    augment: state(streams.augment),
    noise: state(streams.noise),
  };
}

/**
 * Images per second over all epochs, validation included: all that is known where a resumed run has
 * no step left.
 */
function meanSpeed(metrics: readonly EpochMetrics[], batchSize: number): number {
  const last = metrics.at(-1);
  return last ? last.step * batchSize / last.seconds : 0;
}

/**
 * Whether `patience` epochs have passed since the best one. Read off the position, so that a
 * resumed run stops too.
 */
function isHopeless({ epoch, best }: Position, patience: number | undefined): boolean {
  return patience !== undefined && best !== undefined && epoch - 1 - best.epoch >= patience;
}

/** The position after the steps whose outputs are given. */
function advance(
  position: Position,
  outputs: Readonly<Record<string, Float32Array>>,
  generators: { augment: Generator; noise: Generator },
): Position {
  const loss = outputs.loss!;
  // One after another, so that the sums do not depend on the size of a chunk.
  const sums = Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => [
      name,
      values.reduce((sum, value) => sum + value, position.sums[name] ?? 0),
    ]),
  );
  if (!Number.isFinite(sums.loss)) {
    throw new WeftError(
      "runtime",
      `Cannot go on training: the loss is no longer a number in epoch ${position.epoch}, step ${
        position.step + loss.findIndex((value) => !Number.isFinite(value)) + 1
      }`,
      "Start again with a lower --lr",
    );
  }
  return {
    ...position,
    step: position.step + loss.length,
    sums,
    augment: generators.augment.state(),
    noise: generators.noise.state(),
  };
}

function numbersOf(
  { parameters }: CompiledTask,
  state: ReadonlyMap<string, StoredTensor>,
): Parameters {
  return new Map(parameters.map(({ name }) => [name, state.get(name)!.data]));
}
