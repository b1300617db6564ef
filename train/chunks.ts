// This module is browser compatible.

import { augment, type Augmentation } from "../data/augment.ts";
import type { LabelledImages } from "../data/dataset.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import type { Generator } from "../data/random.ts";
import { drawNoise, type NoiseInput } from "./noise.ts";

/** Numbers for `count` training steps, one step after another. */
export interface Chunk {
  readonly count: number;
  /** For each input of the step, its elements for all steps. */
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;
}

/** Source of the inputs of chunks. */
export interface ChunkSource {
  readonly images: LabelledImages;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  readonly noise: readonly NoiseInput[];
}

/**
 * Returns a function that makes chunks of training steps. It reuses their buffers: a chunk is valid
 * until the next one is made. The inputs of a step do not depend on the grouping of steps.
 */
export function createChunkMaker({ images, batchSize, augmentation, noise }: ChunkSource) {
  let capacity = 0;
  let pixels = new Uint8Array(0);
  let labels = new Uint8Array(0);
  let draws: Float32Array[] = [];
  const reserve = (count: number) => {
    if (count <= capacity) return;
    capacity = count;
    pixels = new Uint8Array(count * batchSize * IMAGE_PIXELS);
    labels = new Uint8Array(count * batchSize);
    draws = noise.map(({ size }) => new Float32Array(count * size));
  };
  /** `indices` has `batchSize` images for each step; `scalars` has a number for each, by input. */
  return (
    indices: Uint32Array,
    scalars: Readonly<Record<string, Float32Array>>,
    augmentGenerator: Generator,
    noiseGenerator: Generator,
  ): Chunk => {
    const count = indices.length / batchSize;
    reserve(count);
    augment(images, indices, augmentation, augmentGenerator, pixels, labels);
    const inputs = {
      image: pixels.subarray(0, count * batchSize * IMAGE_PIXELS),
      label: labels.subarray(0, count * batchSize),
      ...scalars,
      ...drawNoise(noise, noiseGenerator, count, draws),
    };
    return { count, inputs };
  };
}
