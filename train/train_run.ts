// This module is browser compatible.

import { type Generator, restoreGenerator } from "../data/random.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { longestChunk } from "./chunk_length.ts";
import { startTrainer, type Trainer } from "./create_trainer.ts";
import { afterEpoch, firstPosition, isOutOfPatience, type Position } from "./position.ts";
import type { EpochMetrics, Scores } from "./run_folder.ts";
import type { StoredTensor } from "./safetensors.ts";
import { createChunkTrainer, rateAt, type StepsInput, stepsPerEpoch } from "./train_chunk.ts";
import type { CompiledTraining, Parameters } from "./training.ts";
import { runTrainingLoop, type TrainingLoop } from "./training_loop.ts";

/** Aimed time of a chunk: short enough for a live display, long enough to cost nothing. */
const CHUNK_MS = 500;
/** The same where checkpoints follow each other faster: a chunk has none inside. */
const LEAST_CHUNK_MS = 50;

/** Input of a run. */
export interface TrainingInput extends StepsInput {
  readonly session: SessionOptions;
  /** The checkpoint to continue from; missing: a new run. */
  readonly checkpoint?: Checkpoint;
  /** The metrics of the epochs before it. */
  readonly metrics: readonly EpochMetrics[];
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds: number;
  /** Interrupts the run after the present chunk. */
  readonly signal: AbortSignal;
}

/** Callbacks of a run; training continues when the promise of each has resolved. */
export interface TrainingEvents {
  /** After each chunk: images of this run so far, and the epoch's running scores. */
  readonly onProgress: (images: number, epoch: number, running: Scores) => void | Promise<void>;
  /** Saves the state. */
  readonly onCheckpoint: (checkpoint: Checkpoint) => Promise<void>;
  /** Validates the model at the end of an epoch. */
  readonly validate: (parameters: Parameters) => Promise<Scores | undefined>;
  /** After each epoch, before its checkpoint. */
  readonly onEpoch: (metrics: readonly EpochMetrics[], parameters: Parameters) => Promise<void>;
}

/** Result of a run. */
export interface TrainingResult {
  readonly metrics: EpochMetrics[];
  /** Parameters of the best epoch where the run may stop early, else of the last. */
  readonly parameters: Parameters;
  /** Images per second of this process, without validation. */
  readonly imagesPerSecond: number;
  readonly outcome: "finished" | "stopped early" | "interrupted";
}

/** A run while it trains. */
interface Run {
  readonly input: TrainingInput;
  readonly events: TrainingEvents;
  /** Has the parameters and the optimizer's state. */
  readonly trainer: Trainer;
  position: Position;
  /** Parameters of the best epoch, where the run may stop early. */
  best: ReadonlyMap<string, StoredTensor>;
  metrics: readonly EpochMetrics[];
  /** Time spent training and validating in the epochs that are done. */
  seconds: number;
  /** Images trained on in this process, and the time that they took. */
  readonly speed: { images: number; milliseconds: number };
}

/**
 * Trains to the end of the run, or until `signal` aborts. A run that continues from any of its
 * checkpoints ends with the same bytes.
 */
export async function trainRun(
  input: TrainingInput,
  events: TrainingEvents,
): Promise<TrainingResult> {
  const { compiled, config, checkpoint, metrics, batchSize } = input;
  const options = { name: "the training step", ...input.session };
  const trainer = await startTrainer(compiled.step, options);
  try {
    if (checkpoint) trainer.setState(checkpoint.state);
    const speed = { images: 0, milliseconds: 0 };
    const run: Run = {
      ...{ input, events, trainer, speed },
      position: checkpoint?.position ?? firstPosition(config.seed),
      best: checkpoint?.best ?? new Map(),
      metrics,
      seconds: metrics.at(-1)?.seconds ?? 0,
    };
    if (!checkpoint) await save(run);
    await runTrainingLoop(loopOf(run));
    return {
      metrics: [...run.metrics],
      parameters: await parametersOf(run),
      imagesPerSecond: speed.images > 0
        ? speed.images / (speed.milliseconds / 1000)
        : meanSpeed(run.metrics, batchSize),
      outcome: outcomeOf(run),
    };
  } finally {
    await trainer.close();
  }
}

function outcomeOf({ input: { config }, position }: Run): TrainingResult["outcome"] {
  if (position.epoch > config.epochs) return "finished";
  return isOutOfPatience(position, config.patience) ? "stopped early" : "interrupted";
}

/** Steps of a run: the indices of their images. */
interface RunChunk {
  readonly count: number;
  readonly indices: Uint32Array;
}

/** The epochs and chunks of a run. */
function loopOf(run: Run): TrainingLoop<RunChunk, Position> {
  const { input, events, trainer, speed } = run;
  const { config, compiled, images, batchSize, checkpointSeconds, signal } = input;
  const steps = stepsPerEpoch(input);
  const longest = longestChunk(compiled.step);
  const trainChunk = createChunkTrainer(input, trainer);
  let order: Generator, permutation: Uint32Array, started: number, saved: number;
  return {
    firstEpoch: run.position.epoch,
    lastEpoch: config.epochs,
    chunkMilliseconds: Math.max(LEAST_CHUNK_MS, Math.min(CHUNK_MS, checkpointSeconds * 1000)),
    isOver: () => signal.aborted || isOutOfPatience(run.position, config.patience),
    beginEpoch() {
      started = saved = performance.now();
      order = restoreGenerator(run.position.shuffle);
      permutation = order.permutation(images.count);
      return Promise.resolve();
    },
    nextChunk(most) {
      const { step } = run.position;
      const count = Math.min(most, longest, steps - step);
      const indices = permutation.subarray(step * batchSize, (step + count) * batchSize);
      return Promise.resolve(count > 0 ? { count, indices } : undefined);
    },
    train: ({ indices }) => trainChunk(run.position, indices),
    async endChunk({ count }, position, milliseconds) {
      const now = performance.now();
      run.position = position;
      speed.images += count * batchSize;
      speed.milliseconds += milliseconds;
      const { epoch, step } = position;
      const done = ((epoch - 1) * steps + step) * batchSize;
      await events.onProgress(done, epoch, runningScores(run));
      if (now - saved > checkpointSeconds * 1000 && step < steps) {
        saved = now;
        await save(run);
      }
    },
    async endEpoch() {
      if (run.position.step < steps) return await save(run);
      await validate(run, started);
      run.position = afterEpoch(run.position, order.state());
      await events.onEpoch(run.metrics, await parametersOf(run));
      await save(run);
    },
  };
}

/** Validates the model, and takes note of the epoch's metrics and of the best epoch. */
async function validate(run: Run, started: number): Promise<void> {
  const { input, events, trainer, position } = run;
  const { config, compiled } = input;
  const { epoch } = position;
  const val = await events.validate(numbersOf(compiled, await trainer.readState()));
  run.seconds += (performance.now() - started) / 1000;
  const step = epoch * stepsPerEpoch(input);
  const line: EpochMetrics = {
    epoch,
    step,
    seconds: Number(run.seconds.toFixed(3)),
    train: runningScores(run),
    ...(val ? { val } : {}),
    lr: rateAt(input, step - 1),
  };
  run.metrics = [...run.metrics, line];
  const isBest = config.patience && val && val.loss < (position.best?.loss ?? Infinity);
  if (!isBest) return;
  const names = new Set(compiled.parameters.map(({ name }) => name));
  run.best = new Map([...await trainer.readState()].filter(([name]) => names.has(name)));
  run.position = { ...position, best: { epoch, loss: val.loss } };
}

async function save({ input: { config }, events, trainer, position, best }: Run): Promise<void> {
  const state = await trainer.readState();
  await events.onCheckpoint({ model: config.model, position, state, best });
}

/** The parameters that a run in this state would export. */
async function parametersOf({ input, best, trainer }: Run): Promise<Parameters> {
  const { config, compiled } = input;
  const isBest = config.patience && best.size > 0;
  return numbersOf(compiled, isBest ? best : await trainer.readState());
}

function runningScores({ input: { compiled, batchSize }, position: { sums, step } }: Run): Scores {
  return compiled.scores(sums, step, batchSize);
}

/**
 * Images per second over all epochs, validation included: the only speed that a resumed run without
 * any step left has.
 */
function meanSpeed(metrics: readonly EpochMetrics[], batchSize: number): number {
  const last = metrics.at(-1);
  return last ? last.step * batchSize / last.seconds : 0;
}

function numbersOf(
  { parameters }: CompiledTraining,
  state: ReadonlyMap<string, StoredTensor>,
): Parameters {
  return new Map(parameters.map(({ name }) => [name, state.get(name)!.data]));
}
