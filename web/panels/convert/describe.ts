// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import type { SavedModel } from "../../../compiler/mod.ts";
import type { FoundModel } from "./find_model.ts";
import type { ModelDescription, ModelPort } from "./messages.ts";

/** Describes a model that was loaded: its kind, its inputs and outputs, and its size. */
export function describeModel(
  model: SavedModel,
  { files: { path }, writtenBy }: FoundModel,
): ModelDescription {
  const isLayers = model instanceof tf.LayersModel;
  // tfjs builds a sequential model, and names its inputs, only at its first use.
  if (isLayers && !model.built) model.build(model.inputs.map(({ shape }) => shape));
  return {
    name: path,
    kind: isLayers ? "layers model" : "graph model",
    writtenBy,
    inputs: model.inputs.map((input, i) => port(input, isLayers ? model.inputNames[i] : undefined)),
    outputs: model.outputs.map((output, i) =>
      port(output, isLayers ? model.outputNames[i] : undefined)
    ),
    parameters: isLayers ? model.countParams() : weightsOf(model),
  };
}

function port(
  { name, dtype, shape }: Pick<tf.SymbolicTensor, "name" | "dtype"> & {
    readonly shape?: readonly (number | null)[];
  },
  given = name,
): ModelPort {
  // tfjs writes a free length as null in layers models, and as -1 in graph models.
  const lengths = shape?.map((length) => length === null || length < 0 ? null : length);
  return { name: given, type: dtype, shape: lengths };
}

/** Number of elements of a graph model's weights. */
function weightsOf({ weights }: tf.GraphModel): number {
  return Object.values(weights).flat().reduce((sum, { size }) => sum + size, 0);
}
