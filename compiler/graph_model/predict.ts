// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { chosenOutputs, graphInputs } from "./ports.ts";
import { ancestors, nodeOf, nodesByName, topologyOf } from "./topology.ts";

/** tfjs's families of ops that `model.execute` refuses. */
const ASYNCHRONOUS: ReadonlySet<string | undefined> = new Set(["control", "dynamic", "hash_table"]);

/**
 * Computes outputs of a graph model with tfjs, asynchronously where its graph needs that.
 *
 * @param inputs Tensors by the names that the model's signature has for its inputs.
 * @param outputs Names of outputs or nodes, as `exportOnnx` takes them; by default all outputs.
 */
export async function predictGraphModel(
  model: tf.GraphModel,
  inputs: Readonly<Record<string, tf.Tensor>>,
  outputs?: readonly string[],
): Promise<tf.Tensor[]> {
  const references = chosenOutputs(model, outputs).map(({ reference }) => reference);
  const needed = ancestors(nodesByName(topologyOf(model)), references.map(nodeOf));
  const { executor } = model as unknown as {
    executor: { graph: { nodes: Readonly<Record<string, { category?: string }>> } };
  };
  const asynchronous = needed.some(({ name }) =>
    ASYNCHRONOUS.has(executor.graph.nodes[name]!.category)
  );
  const feeds = Object.fromEntries(
    graphInputs(model).flatMap(({ name, node }) => inputs[name] ? [[node, inputs[name]]] : []),
  );
  return [
    asynchronous ? await model.executeAsync(feeds, references) : model.execute(feeds, references),
  ].flat();
}
