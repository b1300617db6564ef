// This module is browser compatible.

import { replaceValues, resultsOf, usersOf, type Value } from "../graph.ts";
import { bothWays, newNode, type Pass } from "./pass.ts";

/** Kernels with a bias, by the kernel that they replace. */
const fused: Readonly<Record<string, string>> = {
  Conv2D: "FusedConv2D",
  DepthwiseConv2dNative: "FusedDepthwiseConv2D",
  BatchMatMul: "_FusedMatMul",
};

/**
 * Replaces a convolution or matrix product and the addition of a vector by the fused kernel with a
 * bias.
 */
export const bias: Pass = (graph) => {
  const users = usersOf(graph);
  const results = new Set(resultsOf(graph));
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.kernel !== "Add") continue;
    for (const [sum, vector] of bothWays(node)) {
      const source = sum.node;
      const kernel = source && fused[source.kernel];
      if (!kernel || source.attributes.dataFormat === "NCHW") continue;
      const alone = users.get(sum)?.length === 1 && !results.has(sum);
      if (!alone || vector.shape.length !== 1 || vector.shape[0] !== sum.shape.at(-1)) continue;
      const inputs = { ...source.inputs, bias: vector };
      replacements.set(
        node.outputs[0]!,
        newNode(source, kernel, inputs, source.attributes, node.outputs[0]!),
      );
      break;
    }
  }
  replaceValues(graph, replacements);
};
