import * as tf from "@tensorflow/tfjs";
import type { Exportable, SavedModel, Traceable } from "../../compiler/mod.ts";

/** An input of a model with the lengths that the corpus gives it; a null length is the batch. */
export interface InputShape {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: tf.DataType;
}

/** The length of a free axis besides the batch, such as the sides of an image. */
const FREE = 64;

/** Shapes by the name of an input whose model.json says nothing of its rank. */
const UNKNOWN_RANK: Readonly<Record<string, readonly number[]>> = {
  r1i: [1, 1, 1, 1],
  r2i: [1, 1, 1, 1],
  r3i: [1, 1, 1, 1],
  r4i: [1, 1, 1, 1],
  downsample_ratio: [],
};

/** The inputs of a model, every free length filled in but the batch. */
export function inputShapes(model: SavedModel): InputShape[] {
  return model.inputs.map(({ name, shape, dtype }, i) => {
    const own = model instanceof tf.LayersModel ? model.inputNames[i]! : name;
    const lengths: readonly (number | null)[] = shape ?? UNKNOWN_RANK[own.split(":")[0]!] ?? [];
    return {
      name: own,
      shape: lengths.map((length, axis) =>
        length !== null && length >= 0 ? length : axis === 0 ? null : FREE
      ),
      dtype,
    };
  });
}

/** A model whose free lengths besides the batch are those of `inputs`. */
export function withShapes(model: SavedModel, inputs: readonly InputShape[]): Exportable {
  const names = model instanceof tf.LayersModel
    ? model.outputNames
    : model.outputs.map(({ name }) => name);
  const fn: Traceable = (tensors) => {
    const list = inputs.map(({ name }) => tensors[name]!);
    const results = model instanceof tf.LayersModel
      ? model.apply(list.length === 1 ? list[0]! : list, { training: false }) as tf.Tensor
      : model.execute(tensors, names);
    return Object.fromEntries([results].flat().map((tensor, i) => [names[i]!, tensor]));
  };
  return {
    fn,
    inputs: Object.fromEntries(
      inputs.map(({ name, shape, dtype }) => [name, { shape, dtype: dtype as "float32" }]),
    ),
  };
}
