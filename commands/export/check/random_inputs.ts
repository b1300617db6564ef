import * as tf from "@tensorflow/tfjs";
import type { InputSpec, SavedModel } from "../../../compiler/mod.ts";
import { createGenerator } from "../../../data/random.ts";

/** Integer inputs are drawn below this number, or below the rows of the smallest embedding. */
const LARGEST_INTEGER = 10;

/** Numbers for one input. */
export interface RandomInput {
  readonly name: string;
  readonly lengths: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly data: Float32Array;
}

/**
 * Seeded random numbers for the inputs of a model: uniform on [-1, 1), and integers for which every
 * embedding has a row.
 */
export function randomInputs(
  model: SavedModel,
  inputs: Readonly<Record<string, InputSpec>>,
  batchSize: number,
): RandomInput[] {
  const generator = createGenerator(1);
  const rows = model instanceof tf.LayersModel
    ? model.layers.flatMap((layer) => (layer.getConfig().inputDim as number) ?? [])
    : [];
  const below = Math.min(LARGEST_INTEGER, ...rows);
  return Object.entries(inputs).map(([name, { shape, dtype }]) => {
    const lengths = shape.map((length) => length ?? batchSize);
    const size = lengths.reduce((product, length) => product * length, 1);
    const integer = dtype !== "float32" || rows.length > 0;
    const data = Float32Array.from(
      { length: size },
      () => integer ? generator.below(dtype === "bool" ? 2 : below) : 2 * generator.uniform() - 1,
    );
    return { name, lengths, dtype, data };
  });
}
