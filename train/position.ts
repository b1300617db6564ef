// This module is browser compatible.

import { createGenerator, type GeneratorState } from "../data/random.ts";
import { WeftError } from "../error.ts";

/** The position of a run. Nothing in it depends on time, so equal runs have equal checkpoints. */
export interface Position {
  /** The present epoch, from 1; a finished run has one more than its number of epochs. */
  readonly epoch: number;
  /** Steps of that epoch that are done. */
  readonly step: number;
  /** Sums of the step's outputs, such as the loss, over those steps. */
  readonly sums: Readonly<Record<string, number>>;
  /** Order of the images: the generator's state at the beginning of the epoch. */
  readonly shuffle: GeneratorState;
  /** Augmentation: the generator's present state. */
  readonly augment: GeneratorState;
  /** Dropout, or a VAE's sampling: the generator's present state. */
  readonly noise: GeneratorState;
  /** The epoch with the lowest validation loss, where the run may stop early. */
  readonly best?: { readonly epoch: number; readonly loss: number };
}

/** Independent sequences of random numbers from one seed. */
const STREAMS = { shuffle: 0, augment: 1, noise: 2 } as const;

/** The position of a run before its first step. */
export function firstPosition(seed: number): Position {
  const state = (stream: number) => createGenerator(seed, stream).state();
  return {
    epoch: 1,
    step: 0,
    sums: {},
    shuffle: state(STREAMS.shuffle),
    augment: state(STREAMS.augment),
    noise: state(STREAMS.noise),
  };
}

/**
 * The position after some steps.
 *
 * @param outputs Each output of the steps: one number for each step.
 * @param generators The states after those steps.
 * @throws {WeftError} `runtime` when the loss is no longer a number.
 */
export function afterSteps(
  position: Position,
  outputs: Readonly<Record<string, Float32Array>>,
  generators: Pick<Position, "augment" | "noise">,
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
  return { ...position, step: position.step + loss.length, sums, ...generators };
}

/** The position at the beginning of the next epoch, with the state of its order of images. */
export function afterEpoch(position: Position, shuffle: GeneratorState): Position {
  return { ...position, epoch: position.epoch + 1, step: 0, sums: {}, shuffle };
}

/**
 * True when `patience` epochs have passed since the best one. It depends on the position alone, so
 * that a resumed run stops too.
 */
export function isOutOfPatience(
  { epoch, best }: Position,
  patience: number | undefined,
): boolean {
  return patience !== undefined && best !== undefined && epoch - 1 - best.epoch >= patience;
}
