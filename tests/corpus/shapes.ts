import * as tf from "@tensorflow/tfjs";
import { graphInputs } from "../../compiler/graph_model/ports.ts";
import type { SavedModel } from "../../compiler/mod.ts";

/** An input of a model with the lengths that the corpus gives it; a null length is the batch. */
export interface InputShape {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: tf.DataType;
  /** True when the model leaves a length free besides the batch, or does not say its shape. */
  readonly chosen: boolean;
}

/** The length of a free axis besides the batch, such as the sides of an image. */
const FREE = 64;

/**
 * Lengths by the name of an input where 64 takes minutes: the pictures that ESRGAN enlarges.
 */
const SHORTER: Readonly<Record<string, number>> = { LR: 16, LR_input: 16 };

/** Shapes by the name of an input of whose axes the model.json says nothing. */
const UNKNOWN: Readonly<Record<string, readonly number[]>> = {
  "r1i:0": [1, 1, 1, 1],
  "r2i:0": [1, 1, 1, 1],
  "r3i:0": [1, 1, 1, 1],
  "r4i:0": [1, 1, 1, 1],
};

/**
 * Inputs that decide branches, by name: the export makes them constants. Robust video matting takes
 * pictures of up to 512 pixels whole.
 */
const CONSTANTS: Readonly<Record<string, number>> = { "downsample_ratio:0": 1 };

/** The constants among the inputs of a model; undefined when there are none. */
export function constantsOf(model: SavedModel): Record<string, number> | undefined {
  if (model instanceof tf.LayersModel) return undefined;
  const own = graphInputs(model).flatMap(({ name }) =>
    name in CONSTANTS ? [[name, CONSTANTS[name]!]] : []
  );
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** The inputs of a model, every free length filled in but the batch. */
export function inputShapes(model: SavedModel): InputShape[] {
  // A sequential model has names of inputs only when it is built.
  if (model instanceof tf.LayersModel && !model.built) {
    model.build(model.inputs.map(({ shape }) => shape));
  }
  const inputs = model instanceof tf.LayersModel
    ? model.inputs.map(({ shape, dtype }, i) => ({ name: model.inputNames[i]!, shape, dtype }))
    : graphInputs(model);
  const varying = inputs.filter(({ name }) => !(name in CONSTANTS));
  return varying.map(({ name, shape, dtype }) => ({
    name,
    shape: UNKNOWN[name] ??
      (shape ?? []).map((length, axis) => length ?? (axis === 0 ? null : SHORTER[name] ?? FREE)),
    dtype,
    chosen: !shape || shape.slice(1).includes(null),
  }));
}

/** The shapes that an export needs to be given. */
export function chosenShapes(inputs: readonly InputShape[]): Record<string, InputShape["shape"]> {
  return Object.fromEntries(
    inputs.filter(({ chosen }) => chosen).map(({ name, shape }) => [name, shape]),
  );
}
