// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { constantFeeds, type InputConstants } from "./constant_inputs.ts";
import { chosenOutputs, graphInputs } from "./ports.ts";
import { ancestors, nodeOf, nodesByName, topologyOf } from "./topology.ts";

/** tfjs's families of ops that `model.execute` refuses. */
const ASYNCHRONOUS: ReadonlySet<string | undefined> = new Set(["control", "dynamic", "hash_table"]);

/** The part of a model to compute; both are as `exportOnnx` takes them. */
export interface PredictOptions {
  /** Names of outputs or nodes; by default all outputs. */
  readonly outputs?: readonly string[] | undefined;
  /** Inputs that are the same number at each run. */
  readonly constants?: InputConstants | undefined;
}

/**
 * Computes outputs of a graph model with tfjs, asynchronously where its graph needs that.
 *
 * @param inputs Tensors by the names that the model's signature has for its inputs.
 */
export async function predictGraphModel(
  model: tf.GraphModel,
  inputs: Readonly<Record<string, tf.Tensor>>,
  { outputs, constants = {} }: PredictOptions = {},
): Promise<tf.Tensor[]> {
  const references = chosenOutputs(model, outputs).map(({ reference }) => reference);
  const needed = ancestors(nodesByName(topologyOf(model)), references.map(nodeOf));
  const { executor } = model as unknown as {
    executor: { graph: { nodes: Readonly<Record<string, { category?: string }>> } };
  };
  const asynchronous = needed.some(({ name }) =>
    ASYNCHRONOUS.has(executor.graph.nodes[name]!.category)
  );
  const fixed = constantFeeds(model, constants);
  const feeds = Object.fromEntries(
    graphInputs(model).flatMap(({ name, node }) => inputs[name] ? [[node, inputs[name]]] : []),
  );
  const all = { ...feeds, ...fixed };
  try {
    return [
      asynchronous ? await model.executeAsync(all, references) : model.execute(all, references),
    ].flat();
  } finally {
    tf.dispose(fixed);
  }
}
