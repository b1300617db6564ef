// This module is browser compatible.

import { equal, replaceValues, type Value } from "../graph.ts";
import { RELU_GRAD } from "../kernels/relu_grad.ts";
import { bothWays, newNode, type Pass, producer } from "./pass.ts";

/** Replaces dy · step(x) by one kernel, which `pool_first.ts` recognises. */
export const reluGradient: Pass = (graph) => {
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.kernel !== "Multiply") continue;
    for (const [dy, mask] of bothWays(node)) {
      const step = producer(producer(mask, "Cast")?.inputs.x ?? mask, "Step");
      const x = step?.inputs.x;
      if (!x || step.attributes.alpha || !equal(dy.shape, x.shape)) continue;
      const output = node.outputs[0]!;
      replacements.set(output, newNode(node, RELU_GRAD, { dy, x }, {}, output));
      break;
    }
  }
  replaceValues(graph, replacements);
};
