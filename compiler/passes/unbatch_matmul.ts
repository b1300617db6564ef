// This module is browser compatible.

import { replaceValues, sizeOf, type Value } from "../graph.ts";
import { newNode, type Pass } from "./pass.ts";

/**
 * Replaces a batch of one matrix product by a product of two matrices. tfjs's dense layers compute
 * with [1, rows, columns]; the reshapes around the product then cancel.
 */
export const unbatchMatMul: Pass = (graph) => {
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.kernel !== "BatchMatMul" && node.kernel !== "_FusedMatMul") continue;
    const { a, b, ...rest } = node.inputs;
    const single = (value: Value) => sizeOf(value.shape.slice(0, -2)) === 1;
    const output = node.outputs[0]!;
    if (output.shape.length === 2 || !single(a!) || !single(b!)) continue;
    // A bias with more than two axes would add axes to the product.
    if (Object.values(rest).some(({ shape }) => shape.length > 2)) continue;
    const reshaped = (x: Value, shape: readonly number[]) =>
      newNode(node, "Reshape", { x }, { shape }, { shape, dtype: x.dtype });
    const flat = (x: Value) => x.shape.length === 2 ? x : reshaped(x, x.shape.slice(-2));
    const product = newNode(
      node,
      node.kernel,
      { a: flat(a!), b: flat(b!), ...rest },
      node.attributes,
      { shape: output.shape.slice(-2), dtype: output.dtype },
    );
    replacements.set(output, reshaped(product, output.shape));
  }
  replaceValues(graph, replacements);
};
