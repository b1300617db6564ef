// This module is browser compatible.

import { sizeOf } from "../compiler/graph.ts";
import type { CompiledStep } from "../compiler/mod.ts";
import type { Generator } from "../data/random.ts";
import { fillNormal } from "../data/normal.ts";

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

/** The noise inputs of a compiled step: the random numbers of dropout and of noise layers. */
export function noiseInputs({ noise }: Pick<CompiledStep, "noise">): NoiseInput[] {
  return noise.map(({ name, shape, distribution }) => ({
    name,
    size: sizeOf(shape as number[]),
    draw: distribution,
  }));
}

/**
 * Draws the noise of some steps. It goes step by step over all inputs, so that the numbers of a
 * step do not depend on the grouping of steps into calls.
 *
 * @param buffers For each input an array for at least `steps` steps. Default: new ones.
 * @returns For each input its numbers of all steps.
 */
export function drawNoise(
  inputs: readonly NoiseInput[],
  generator: Generator,
  steps: number,
  buffers: readonly Float32Array[] = inputs.map(({ size }) => new Float32Array(steps * size)),
): Record<string, Float32Array> {
  for (let step = 0; step < steps; step++) {
    inputs.forEach(({ size, draw }, i) =>
      DRAWS[draw](generator, buffers[i]!.subarray(step * size, (step + 1) * size))
    );
  }
  return Object.fromEntries(
    inputs.map(({ name, size }, i) => [name, buffers[i]!.subarray(0, steps * size)]),
  );
}
