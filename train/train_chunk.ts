// This module is browser compatible.

import type { LabelledImages } from "../data/dataset.ts";
import { restoreGenerator } from "../data/random.ts";
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

/** The parts of a run that its steps depend on. */
export interface StepsInput {
  readonly config: TrainingConfig;
  readonly compiled: CompiledTraining;
  readonly images: LabelledImages;
  readonly batchSize: number;
}

/** Steps of an epoch: images that fill no batch are left out. */
export function stepsPerEpoch({ images, batchSize }: StepsInput): number {
  return Math.floor(images.count / batchSize);
}

/** The learning rate of step `done` of the run, from 0. */
export function rateAt(input: StepsInput, done: number): number {
  const { schedule, learningRate: peak, epochs } = input.config;
  return learningRate(schedule, peak, done, epochs * stepsPerEpoch(input));
}

/**
 * Makes a function that trains on images, `batchSize` for each step, from a position. It returns
 * the position after them.
 */
export function createChunkTrainer(input: StepsInput, trainer: Trainer) {
  const { compiled, images, batchSize, config: { augmentation } } = input;
  const makeChunk = createChunkMaker({ images, batchSize, augmentation, noise: compiled.noise });
  return async (position: Position, indices: Uint32Array): Promise<Position> => {
    const augment = restoreGenerator(position.augment), noise = restoreGenerator(position.noise);
    const done = (position.epoch - 1) * stepsPerEpoch(input) + position.step;
    const scalars = scalarsOf(input, done, indices.length / batchSize);
    const { count, inputs } = makeChunk(indices, scalars, augment, noise);
    const outputs = await trainer.runMany(count, inputs);
    return afterSteps(position, outputs, { augment: augment.state(), noise: noise.state() });
  };
}

/** The values of the step's scalar inputs in `count` steps from step `done` of the run on. */
function scalarsOf(input: StepsInput, done: number, count: number): Record<string, Float32Array> {
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
