// This module is browser compatible.

import type { LabelledImages } from "../data/dataset.ts";
import { restoreGenerator } from "../data/random.ts";
import { longestChunk, nextChunk } from "./chunk_length.ts";
import { createChunkMaker } from "./chunks.ts";
import type { RunConfig } from "./config.ts";
import type { Trainer } from "./create_trainer.ts";
import { afterSteps, type Position } from "./position.ts";
import { learningRate } from "./schedule.ts";
import type { CompiledTraining } from "./training.ts";

/** The part of a run's configuration that training itself reads. */
export type TrainingConfig = Pick<
  RunConfig,
  "model" | "epochs" | "seed" | "schedule" | "learningRate" | "augmentation" | "patience"
>;

/** The parts of an epoch that do not change during a run. */
export interface EpochInput {
  readonly config: TrainingConfig;
  readonly compiled: CompiledTraining;
  readonly images: LabelledImages;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/** Called after each chunk, with the position and the milliseconds that its `steps` steps took. */
export type OnChunk = (position: Position, steps: number, milliseconds: number) => Promise<void>;

/** Steps of an epoch: images that fill no batch are left out. */
export function stepsPerEpoch({ images, batchSize }: EpochInput): number {
  return Math.floor(images.count / batchSize);
}

/** The learning rate of step `done` of the run, from 0. */
export function rateAt(input: EpochInput, done: number): number {
  const { schedule, learningRate: peak, epochs } = input.config;
  return learningRate(schedule, peak, done, epochs * stepsPerEpoch(input));
}

/**
 * Makes a function that trains from a position to the end of its epoch, or until the signal aborts:
 * the step of the returned position is then not the last.
 */
export function createEpochTrainer(input: EpochInput, runner: Trainer) {
  const { compiled, images, batchSize, config, signal } = input;
  const steps = stepsPerEpoch(input);
  const longest = longestChunk(compiled.step);
  const makeChunk = createChunkMaker({
    images,
    batchSize,
    augmentation: config.augmentation,
    noise: compiled.noise,
  });

  const trainChunk = async (position: Position, indices: Uint32Array): Promise<Position> => {
    const augment = restoreGenerator(position.augment), noise = restoreGenerator(position.noise);
    const done = (position.epoch - 1) * steps + position.step;
    const scalars = scalarsOf(input, done, indices.length / batchSize);
    const { count, inputs } = makeChunk(indices, scalars, augment, noise);
    const outputs = await runner.runMany(count, inputs);
    return afterSteps(position, outputs, { augment: augment.state(), noise: noise.state() });
  };

  return async (from: Position, permutation: Uint32Array, onChunk: OnChunk): Promise<Position> => {
    let position = from;
    let length = 1;
    while (position.step < steps && !signal.aborted) {
      const started = performance.now();
      const first = position.step;
      const last = Math.min(first + length, steps);
      position = await trainChunk(
        position,
        permutation.subarray(first * batchSize, last * batchSize),
      );
      const milliseconds = performance.now() - started;
      length = nextChunk(last - first, milliseconds, longest);
      await onChunk(position, last - first, milliseconds);
    }
    return position;
  };
}

/** The values of the step's scalar inputs in `count` steps from step `done` of the run on. */
function scalarsOf(input: EpochInput, done: number, count: number): Record<string, Float32Array> {
  const steps = stepsPerEpoch(input);
  const schedules: CompiledTraining["scalars"] = {
    learningRate: (step) => rateAt(input, step),
    ...input.compiled.scalars,
  };
  return Object.fromEntries(
    Object.entries(schedules).map(([name, valueAt]) => [
      name,
      Float32Array.from({ length: count }, (_, i) => valueAt(done + i, steps)),
    ]),
  );
}
