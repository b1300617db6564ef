// This module is browser compatible.

import { augment, type Augmentation } from "../data/augment.ts";
import type { LabelledImages } from "../data/dataset.ts";
import type { Generator } from "../data/random.ts";
import { fillNormal } from "../infer/vae/normal.ts";
import type { Chunk } from "./step_execution.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

/** How the numbers of a noise input are distributed: uniform on [0, 1), or standard normal. */
const DRAWS = {
  uniform: (generator: Generator, values: Float32Array) => generator.fillUniform(values),
  normal: fillNormal,
};

/** An input of the step that takes random numbers. */
export interface NoiseInput {
  readonly name: string;
  /** Elements of one step. */
  readonly size: number;
  readonly draw: keyof typeof DRAWS;
}

/** What a chunk of training steps is made from. */
export interface ChunkSource {
  readonly images: LabelledImages;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  readonly noise: readonly NoiseInput[];
}

/**
 * Makes chunks of training steps into buffers that are reused: a chunk is valid until the next one
 * is made. What a step gets does not depend on how the steps are grouped.
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
  /** `indices` has batchSize images for each step; `scalars` has a number for each, by input. */
  return (
    indices: Uint32Array,
    scalars: Readonly<Record<string, Float32Array>>,
    augmentGenerator: Generator,
    noiseGenerator: Generator,
  ): Chunk => {
    const count = indices.length / batchSize;
    reserve(count);
    augment(images, indices, augmentation, augmentGenerator, pixels, labels);
    // Step by step, whatever the number of inputs, so that grouping does not matter.
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
