// This module is browser compatible.

import { type Node, replaceValues, resultsOf, usersOf, type Value } from "../graph.ts";
import { RELU_GRAD } from "../kernels/relu_grad.ts";
import { newNode, type Pass, producer } from "./pass.ts";

/**
 * Replaces max(relu(x)) by relu(max(x)), and the gradient likewise, so that relu works on the
 * pooled size. This is exact, because relu is monotone. Where relu makes elements equal (windows of
 * zeros), no gradient passes.
 */
export const poolFirst: Pass = (graph) => {
  const users = usersOf(graph);
  const results = new Set(resultsOf(graph));
  const replacements = new Map<Value, Value>();
  for (const pool of graph.nodes) {
    if (pool.kernel !== "MaxPool") continue;
    const rectified = pool.inputs.x!;
    const relu = producer(rectified, "Relu");
    const others = (users.get(rectified) ?? []).filter((user) => user !== pool);
    if (!relu || results.has(rectified)) continue;
    const x = relu.inputs.x!;
    const gradients = others.map((user) => gradientPair(user, x, users, results));
    if (!gradients.every((pair) => pair !== undefined)) continue;
    const output = pool.outputs[0]!;
    const pooled = newNode(pool, "MaxPool", { x }, pool.attributes, output);
    replacements.set(output, newNode(relu, "Relu", { x: pooled }, {}, output));
    for (const { poolGrad, reluGrad } of gradients) {
      const dy = newNode(
        reluGrad,
        RELU_GRAD,
        { dy: poolGrad.inputs.dy!, x: pooled },
        {},
        pooled,
      );
      const inputs = { dy, input: x, output: pooled };
      const result = reluGrad.outputs[0]!;
      replacements.set(
        result,
        newNode(poolGrad, "MaxPoolGrad", inputs, poolGrad.attributes, result),
      );
    }
  }
  replaceValues(graph, replacements);
};

/** The gradients of pooling and relu, if the second is the only reader of the first. */
function gradientPair(
  poolGrad: Node,
  x: Value,
  users: ReadonlyMap<Value, Node[]>,
  results: ReadonlySet<Value>,
) {
  if (poolGrad.kernel !== "MaxPoolGrad") return undefined;
  const between = poolGrad.outputs[0]!;
  const [reluGrad, ...more] = users.get(between) ?? [];
  if (reluGrad?.kernel !== RELU_GRAD || more.length > 0 || results.has(between)) return undefined;
  return reluGrad.inputs.x === x ? { poolGrad, reluGrad } : undefined;
}
