// This module is browser compatible.

import { restoreGenerator } from "../data/random.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { startTrainer, type Trainer } from "./create_trainer.ts";
import { afterEpoch, firstPosition, isOutOfPatience, type Position } from "./position.ts";
import type { EpochMetrics, Scores } from "./run_folder.ts";
import type { StoredTensor } from "./safetensors.ts";
import {
  createEpochTrainer,
  type EpochInput,
  type OnChunk,
  rateAt,
  stepsPerEpoch,
} from "./train_epoch.ts";
import type { CompiledTraining, Parameters } from "./training.ts";

/** Input of a run. */
export interface TrainingInput extends EpochInput {
  readonly session: SessionOptions;
  /** The checkpoint to continue from; missing: a new run. */
  readonly checkpoint?: Checkpoint;
  /** The metrics of the epochs before it. */
  readonly metrics: readonly EpochMetrics[];
  /** Seconds between checkpoints within an epoch. */
  readonly checkpointSeconds: number;
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

/** The state of a run between two chunks, apart from the tensors that the step runner keeps. */
interface RunState {
  readonly position: Position;
  /** Parameters of the best epoch, where the run may stop early. */
  readonly best: ReadonlyMap<string, StoredTensor>;
  readonly metrics: EpochMetrics[];
  /** Time spent training and validating in the epochs that are done. */
  readonly seconds: number;
}

/** Images trained on in this process, and the time that they took. */
interface Speed {
  images: number;
  milliseconds: number;
}

/**
 * Trains to the end of the run, or until `signal` aborts. A run that continues from any of its
 * checkpoints ends with the same bytes.
 */
export async function trainRun(
  input: TrainingInput,
  events: TrainingEvents,
): Promise<TrainingResult> {
  const { compiled, session, checkpoint, batchSize } = input;
  const runner = await startTrainer(compiled.step, session);
  if (checkpoint) runner.setState(checkpoint.state);
  try {
    const speed: Speed = { images: 0, milliseconds: 0 };
    const { state, outcome } = await trainEpochs(input, events, runner, speed);
    return {
      metrics: state.metrics,
      parameters: await parametersOf(input, state, runner),
      imagesPerSecond: speed.images > 0
        ? speed.images / (speed.milliseconds / 1000)
        : meanSpeed(state.metrics, batchSize),
      outcome,
    };
  } finally {
    await runner.close();
  }
}

/** Trains epoch after epoch, and adds the images and their time to `speed`. */
async function trainEpochs(
  input: TrainingInput,
  events: TrainingEvents,
  runner: Trainer,
  speed: Speed,
): Promise<Pick<TrainingResult, "outcome"> & { readonly state: RunState }> {
  const { config, images, checkpoint, metrics } = input;
  const trainEpoch = createEpochTrainer(input, runner);
  let state: RunState = {
    position: checkpoint?.position ?? firstPosition(config.seed),
    best: checkpoint?.best ?? new Map(),
    metrics: [...metrics],
    seconds: metrics.at(-1)?.seconds ?? 0,
  };
  if (!checkpoint) await save(input, events, state, runner);
  while (state.position.epoch <= config.epochs) {
    if (isOutOfPatience(state.position, config.patience)) {
      return { outcome: "stopped early", state };
    }
    const started = performance.now();
    const order = restoreGenerator(state.position.shuffle);
    const position = await trainEpoch(
      state.position,
      order.permutation(images.count),
      chunkHandler(input, events, state, runner, speed),
    );
    state = { ...state, position };
    if (position.step < stepsPerEpoch(input)) {
      await save(input, events, state, runner);
      return { outcome: "interrupted", state };
    }
    state = await validated(input, events, state, runner, started);
    state = { ...state, position: afterEpoch(state.position, order.state()) };
    await events.onEpoch(state.metrics, await parametersOf(input, state, runner));
    await save(input, events, state, runner);
  }
  return { outcome: "finished", state };
}

/** Makes the handler of an epoch's chunks: it reports progress and saves the state now and then. */
function chunkHandler(
  input: TrainingInput,
  events: TrainingEvents,
  state: RunState,
  runner: Trainer,
  speed: Speed,
): OnChunk {
  const { batchSize, checkpointSeconds } = input;
  const perEpoch = stepsPerEpoch(input);
  let saved = performance.now();
  return async (position, steps, milliseconds) => {
    const now = performance.now();
    speed.images += steps * batchSize;
    speed.milliseconds += milliseconds;
    const { epoch, step } = position;
    const images = ((epoch - 1) * perEpoch + step) * batchSize;
    await events.onProgress(images, epoch, runningScores(input, position));
    if (now - saved > checkpointSeconds * 1000 && step < perEpoch) {
      saved = now;
      await save(input, events, { ...state, position }, runner);
    }
  };
}

/** Validates the model; returns the state with the metrics of the epoch, and the best epoch. */
async function validated(
  input: TrainingInput,
  events: TrainingEvents,
  state: RunState,
  runner: Trainer,
  started: number,
): Promise<RunState> {
  const { config, compiled } = input;
  const { position } = state;
  const { epoch } = position;
  const val = await events.validate(numbersOf(compiled, await runner.readState()));
  const seconds = state.seconds + (performance.now() - started) / 1000;
  const step = epoch * stepsPerEpoch(input);
  const line: EpochMetrics = {
    epoch,
    step,
    seconds: Number(seconds.toFixed(3)),
    train: runningScores(input, position),
    ...(val ? { val } : {}),
    lr: rateAt(input, step - 1),
  };
  const ended = { ...state, metrics: [...state.metrics, line], seconds };
  const isBest = config.patience && val && val.loss < (position.best?.loss ?? Infinity);
  if (!isBest) return ended;
  const names = new Set(compiled.parameters.map(({ name }) => name));
  return {
    ...ended,
    best: new Map([...await runner.readState()].filter(([name]) => names.has(name))),
    position: { ...position, best: { epoch, loss: val.loss } },
  };
}

async function save(
  { config }: TrainingInput,
  events: TrainingEvents,
  { position, best }: RunState,
  runner: Trainer,
): Promise<void> {
  await events.onCheckpoint({
    model: config.model,
    position,
    state: await runner.readState(),
    best,
  });
}

/** The parameters that a run in this state would export. */
async function parametersOf(
  { config, compiled }: TrainingInput,
  { best }: RunState,
  runner: Trainer,
): Promise<Parameters> {
  return numbersOf(compiled, config.patience && best.size > 0 ? best : await runner.readState());
}

function runningScores({ compiled, batchSize }: TrainingInput, { sums, step }: Position): Scores {
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
