// This module is browser compatible.

import { augment, type Augmentation } from "../data/augment.ts";
import type { LabelledImages } from "../data/dataset.ts";
import type { Generator } from "../data/random.ts";
import type { Chunk } from "./step_runner.ts";

/** What a chunk of training steps is made from. */
export interface ChunkSource {
  readonly images: LabelledImages;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  /** Name and size of each input that dropout's random numbers go to, one step's worth. */
  readonly noise: readonly { readonly name: string; readonly size: number }[];
}

const PIXELS = 28 * 28;

/**
 * Makes chunks of training steps into buffers that are reused: a chunk is valid until the next one is made. What a step gets
 * does not depend on how the steps are grouped.
 */
export function createChunkMaker({ images, batchSize, augmentation, noise }: ChunkSource) {
  let capacity = 0;
  let pixels = new Uint8Array(0);
  let labels = new Uint8Array(0);
  let draws: Float32Array[] = [];
  const reserve = (count: number) => {
    if (count <= capacity) return;
    capacity = count;
    pixels = new Uint8Array(count * batchSize * PIXELS);
    labels = new Uint8Array(count * batchSize);
    draws = noise.map(({ size }) => new Float32Array(count * size));
  };
  /** `indices` has batchSize images for each of the `rates`. */
  return (
    indices: Uint32Array,
    rates: Float32Array,
    augmentGenerator: Generator,
    noiseGenerator: Generator,
  ): Chunk => {
    const count = rates.length;
    reserve(count);
    augment(images, indices, augmentation, augmentGenerator, pixels, labels);
    // Step by step, whatever the number of inputs, so that grouping does not matter.
    for (let step = 0; step < count; step++) {
      noise.forEach(({ size }, i) =>
        noiseGenerator.fillUniform(draws[i]!.subarray(step * size, (step + 1) * size))
      );
    }
    const inputs: Record<string, Float32Array | Uint8Array> = {
      image: pixels.subarray(0, count * batchSize * PIXELS),
      label: labels.subarray(0, count * batchSize),
      learningRate: rates,
    };
    noise.forEach(({ name, size }, i) => inputs[name] = draws[i]!.subarray(0, count * size));
    return { count, inputs };
  };
}
