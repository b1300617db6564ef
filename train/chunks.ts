// This module is browser compatible.

import { augment, type Augmentation } from "../data/augment.ts";
import type { LabelledImages } from "../data/dataset.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import type { Generator } from "../data/random.ts";
import { fillNormal } from "../data/normal.ts";
import type { Chunk } from "./step_execution.ts";

/** Distributions of a noise input: uniform on [0, 1), or standard normal. */
const DRAWS = {
  uniform: (generator: Generator, values: Float32Array) => generator.fillUniform(values),
  normal: fillNormal,
};

/** An input of the step that consists of random numbers. */
export interface NoiseInput {
  readonly name: string;
  /** Number of elements in one step. */
  readonly size: number;
  readonly draw: keyof typeof DRAWS;
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
    // Step by step over all inputs, so that the grouping of steps does not matter.
    for (let step = 0; step < count; step++) {
      noise.forEach(({ size, draw }, i) =>
        DRAWS[draw](noiseGenerator, draws[i]!.subarray(step * size, (step + 1) * size))
      );
    }
    const inputs: Record<string, Float32Array | Uint8Array> = {
      image: pixels.subarray(0, count * batchSize * IMAGE_PIXELS),
      label: labels.subarray(0, count * batchSize),
      ...scalars,
    };
    noise.forEach(({ name, size }, i) => inputs[name] = draws[i]!.subarray(0, count * size));
    return { count, inputs };
  };
}
