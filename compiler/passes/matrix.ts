// This module is browser compatible.

import { replaceValues, sizeOf, type Value } from "../graph.ts";
import { newNode, type Pass } from "./pass.ts";

/**
 * A "batch" of one matrix product becomes a product of matrices: tfjs's dense layers ask for [1,
 * rows, columns], and the reshapes around them then cancel.
 */
export const matrix: Pass = (graph) => {
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.kernel !== "BatchMatMul" && node.kernel !== "_FusedMatMul") continue;
    const { a, b, ...rest } = node.inputs;
    const single = (value: Value) => sizeOf(value.shape.slice(0, -2)) === 1;
    const output = node.outputs[0]!;
    if (output.shape.length === 2 || !single(a!) || !single(b!)) continue;
    // A bias with more axes than a matrix would give its own to the product.
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
