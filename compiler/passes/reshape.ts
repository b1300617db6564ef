// This module is browser compatible.

import { equal, type Node, replaceValues, type Value } from "../graph.ts";
import type { Pass } from "./pass.ts";

/** Kernels that only reshape their input, with the name of that input. */
const inputOf: Readonly<Record<string, string>> = { Reshape: "x", ExpandDims: "input" };

const source = (node: Node | undefined): Value | undefined =>
  node && node.inputs[inputOf[node.kernel] ?? ""];

/**
 * Makes a reshape of a reshape read the first one's input, and removes reshapes that do not change
 * the shape.
 */
export const reshape: Pass = (graph) => {
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    let x = source(node);
    if (!x) continue;
    for (let before; (before = source(x.node));) x = before;
    node.inputs[inputOf[node.kernel]!] = x;
    const output = node.outputs[0]!;
    if (equal(x.shape, output.shape)) replacements.set(output, x);
  }
  replaceValues(graph, replacements);
};
