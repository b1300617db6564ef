// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { graphInputs, graphOutputs } from "../../../compiler/graph_model/ports.ts";
import type { SavedModel } from "../../../compiler/mod.ts";
import type { FoundModel } from "./find_model.ts";
import type { ModelDescription, ModelPort } from "./messages.ts";

/** Describes a model that was loaded: its kind, its inputs and outputs, and its size. */
export function describeModel(
  model: SavedModel,
  { files: { path }, writtenBy }: FoundModel,
): ModelDescription {
  return {
    name: path,
    writtenBy,
    ...model instanceof tf.LayersModel ? describeLayers(model) : describeGraph(model),
  };
}

type Description = Omit<ModelDescription, "name" | "writtenBy">;

function describeLayers(model: tf.LayersModel): Description {
  // tfjs builds a sequential model, and names its inputs, only at its first use.
  if (!model.built) model.build(model.inputs.map(({ shape }) => shape));
  const ports = (names: readonly string[], tensors: readonly tf.SymbolicTensor[]): ModelPort[] =>
    tensors.map(({ dtype, shape }, i) => ({ name: names[i]!, type: dtype, shape }));
  return {
    kind: "layers model",
    inputs: ports(model.inputNames, model.inputs),
    outputs: ports(model.outputNames, model.outputs),
    parameters: model.countParams(),
  };
}

function describeGraph(model: tf.GraphModel): Description {
  return {
    kind: "graph model",
    inputs: graphInputs(model).map(({ name, dtype, shape }) => ({ name, type: dtype, shape })),
    outputs: graphOutputs(model).map(({ name }) => ({ name })),
    parameters: Object.values(model.weights).flat().reduce((sum, { size }) => sum + size, 0),
  };
}
