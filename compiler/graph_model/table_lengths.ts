// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { nodeOf, topologyOf } from "./topology.ts";

/** Ops that look up rows of their first input at positions. */
const LOOKUPS: ReadonlySet<string> = new Set(["Gather", "GatherV2", "ResourceGather"]);

/**
 * The number of rows of each weight that a graph looks up at positions which it computes: of an
 * embedding, the number of words.
 */
export function tableLengths(model: tf.GraphModel): number[] {
  return topologyOf(model).node.flatMap(({ op, input = [] }) => {
    const [table, positions, axis] = input.map((each) => model.weights[nodeOf(each)]?.[0]);
    if (!LOOKUPS.has(op) || !table || positions) return [];
    return table.shape[axis ? axis.dataSync()[0]! : 0] ?? [];
  });
}
