// This module is browser compatible.

import type { CompiledModel } from "../export.ts";
import { createGenerator } from "../../data/random.ts";

/** Integers that are positions in no table are drawn below this number. */
const LARGEST_INTEGER = 10;

/** Integers of four axes are bytes of pictures, and drawn below this number. */
const BYTES = 256;

/** Bounds of uniform random numbers, the lower one included. */
export type Range = readonly [number, number];

/**
 * Ranges of the numbers that models take: signed ones, the bytes of pictures, and small ones, which
 * a softmax or a sigmoid does not saturate with.
 */
export const RANGES: readonly Range[] = [[-1, 1], [0, 255], [-0.05, 0.05]];

/** Numbers for one input of a model. */
export interface InputNumbers {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly data: Float32Array;
}

/**
 * Seeded random numbers for the inputs and the states of a model. Positions in a table are integers
 * for which it has a row.
 *
 * @param rows The rows of the table in which an input's numbers are positions, by its name.
 */
export function drawInputs(
  { inputs, states }: Pick<CompiledModel, "inputs" | "states">,
  rows: ReadonlyMap<string, number>,
  batchSize: number,
  range: Range,
): InputNumbers[] {
  const generator = createGenerator(1);
  const draw = (
    name: string,
    shape: readonly number[],
    dtype: InputNumbers["dtype"],
    [low, high]: Range,
  ): InputNumbers => {
    const size = shape.reduce((product, length) => product * length, 1);
    const integer = dtype !== "float32" || rows.has(name);
    const below = dtype === "bool"
      ? 2
      : rows.get(name) ?? (shape.length === 4 ? BYTES : LARGEST_INTEGER);
    const next = integer
      ? () => generator.below(below)
      : () => low + (high - low) * generator.uniform();
    return { name, shape, dtype, data: Float32Array.from({ length: size }, next) };
  };
  return [
    ...Object.entries(inputs).map(([name, { shape, dtype }]) =>
      draw(name, shape.map((length) => length ?? batchSize), dtype, range)
    ),
    // The states of recurrent layers lie between -1 and 1.
    ...states.map(({ input, shape, dtype }) => draw(input, shape, dtype, [-1, 1])),
  ];
}

/** The share of the range that is added to inputs to see whether the outputs change. */
const NUDGE = 0.05;

/** The inputs with a little noise; integers are the same. */
export function nudged(inputs: readonly InputNumbers[], [low, high]: Range): InputNumbers[] {
  const generator = createGenerator(2);
  return inputs.map((input) => {
    const integer = input.dtype !== "float32" || input.data.every(Number.isInteger);
    const data = integer
      ? input.data
      : input.data.map((number) => number + NUDGE * (high - low) * (generator.uniform() - 0.5));
    return { ...input, data };
  });
}

/**
 * The inputs with numbers that are one rounding larger, smaller, or the same, in turn.
 *
 * @param first 0, 1 or 2: what happens to the first number.
 */
export function nextRounding(inputs: readonly InputNumbers[], first: number): InputNumbers[] {
  return inputs.map((input) => {
    const integer = input.dtype !== "float32" || input.data.every(Number.isInteger);
    const data = integer
      ? input.data
      : input.data.map((number, i) => number * (1 + ((i + first) % 3 - 1) * 2 ** -23));
    return { ...input, data };
  });
}
