// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { isList, type Slot, Uncompilable } from "./slot.ts";
import type { GraphNode } from "./topology.ts";

/** Runs one op of TensorFlow on tensors with tfjs's own definition of it. */
export type RunOp = (inputs: readonly Slot[]) => Slot[];

/** Name of the node in its graph, which holds nothing else but placeholders. */
const NODE = "node";

/**
 * Prepares a node to be run. tfjs has the definitions of TensorFlow's ops only inside its graph
 * models, so the node becomes a graph model of its own with a placeholder for each input.
 *
 * @param outputs The number of outputs to return.
 */
export function prepareOp({ op, attr }: GraphNode, inputs: number, outputs: number): RunOp {
  const placeholders = Array.from({ length: inputs }, (_, i) => `input_${i}`);
  const artifacts: tf.io.ModelArtifacts = {
    format: "graph-model",
    modelTopology: {
      node: [
        ...placeholders.map((name) => ({ name, op: "Placeholder" })),
        { name: NODE, op, input: placeholders, attr },
      ],
      versions: {},
    },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  };
  const model = new tf.GraphModel(tf.io.fromMemory(artifacts));
  model.loadSync(artifacts);
  const references = Array.from({ length: outputs }, (_, i) => `${NODE}:${i}`);
  return (slots) => {
    const tensors = placeholders.map((name, i) => {
      const slot = slots[i];
      if (slot === undefined || isList(slot)) {
        throw new Uncompilable("it takes a list of tensors in place of a tensor");
      }
      return [name, slot];
    });
    return [model.execute(Object.fromEntries(tensors), references)].flat();
  };
}
