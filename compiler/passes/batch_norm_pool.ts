// This module is browser compatible.

import { isBatchStatistics } from "../gradients.ts";
import {
  type Attributes,
  type Inputs,
  type Node,
  replaceValues,
  resultsOf,
  type TensorType,
  usersOf,
  type Value,
} from "../graph.ts";
import { BATCH_NORM_GRAD } from "../kernels/batch_norm.ts";
import { BATCH_NORM_POOL_GRAD } from "../kernels/batch_norm_pool.ts";
import { newNode, type Pass, producer } from "./pass.ts";

/**
 * A convolution, batch normalisation with batch statistics and max pooling, and the gradients of
 * the last two.
 */
interface Block {
  readonly conv: Node;
  readonly norm: Node;
  readonly pool: Node;
  readonly poolGrad: Node;
  readonly normGrad: Node;
}

/**
 * Moves max pooling in front of batch normalisation in training steps, so that forward pass and
 * gradient of the normalisation work on the pooled size. With γ < 0 the normalisation turns maxima
 * into minima, so the sign of γ is multiplied into the filter first: with s = ±1, normalising s·z
 * with s·γ gives the same as normalising z with γ. This is exact except for γ = 0, where all
 * elements of a window become equal and the gradient of γ takes another one of them.
 */
export const batchNormPool: Pass = (graph) => {
  const users = usersOf(graph);
  const results = new Set(resultsOf(graph));
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    const block = findBlock(node, users, results);
    if (block) rewrite(block, users, replacements);
  }
  replaceValues(graph, replacements);
};

function findBlock(
  normGrad: Node,
  users: ReadonlyMap<Value, Node[]>,
  results: ReadonlySet<Value>,
): Block | undefined {
  if (normGrad.kernel !== BATCH_NORM_GRAD) return undefined;
  const { dy, x: z, mean, variance } = normGrad.inputs;
  const poolGrad = producer(dy, "MaxPoolGrad");
  const y = poolGrad?.inputs.input;
  const norm = producer(y, "FusedBatchNorm");
  const pool = producer(poolGrad?.inputs.output, "MaxPool");
  const conv = producer(z, "Conv2D") ?? producer(z, "FusedConv2D");
  if (!poolGrad || !norm || !pool || !conv || pool.inputs.x !== y) return undefined;
  const plain = conv.attributes.dataFormat !== "NCHW" &&
    (conv.attributes.activation ?? "linear") === "linear";
  const private_ = [y!, dy!].every((value) => !results.has(value)) &&
    users.get(y!)!.every((user) => user === pool || user === poolGrad) &&
    users.get(dy!)!.length === 1;
  const same = norm.inputs.x === z && norm.inputs.mean === mean &&
    norm.inputs.variance === variance && isBatchStatistics(z!, mean!, variance!);
  return plain && private_ && same ? { conv, norm, pool, poolGrad, normGrad } : undefined;
}

function rewrite(
  { conv, norm, pool, poolGrad, normGrad }: Block,
  users: ReadonlyMap<Value, Node[]>,
  replacements: Map<Value, Value>,
): void {
  const make = (
    origin: Node,
    kernel: string,
    inputs: Inputs,
    type: TensorType,
    attributes: Attributes = {},
  ) => newNode(origin, kernel, inputs, attributes, type);
  const multiply = (origin: Node, a: Value, b: Value) => make(origin, "Multiply", { a, b }, a);

  const { scale, offset, mean, variance } = norm.inputs;
  const z = conv.outputs[0]!;
  const number = (fill: number): Value => ({ shape: [], dtype: "float32", fill });
  const step = make(norm, "Step", { x: scale! }, scale!, { alpha: 0 });
  const sign = make(
    norm,
    "Sub",
    { a: multiply(norm, step, number(2)), b: number(1) },
    scale!,
  );
  const signed = Object.fromEntries(
    Object.entries(conv.inputs).map(([key, value]) => [
      key,
      key === "x" ? value : multiply(conv, value, sign),
    ]),
  );
  const zs = make(conv, conv.kernel, signed, z, conv.attributes);
  const axes = { axis: [0, 1, 2] };
  const meanS = make(mean!.node!, "Mean", { x: zs }, mean!, axes);
  const deviation = make(variance!.node!, "Sub", { a: zs, b: meanS }, z);
  const square = make(variance!.node!, "Square", { x: deviation }, z);
  const varianceS = make(variance!.node!, "Mean", { x: square }, variance!, axes);
  const scaleS = multiply(norm, scale!, sign);

  const pooledType = pool.outputs[0]!;
  const pooled = make(pool, "MaxPool", { x: zs }, pooledType, pool.attributes);
  replacements.set(
    pooledType,
    make(
      norm,
      "FusedBatchNorm",
      { x: pooled, mean: meanS, variance: varianceS, offset: offset!, scale: scaleS },
      pooledType,
      norm.attributes,
    ),
  );
  replacements.set(mean!, multiply(mean!.node!, meanS, sign));
  replacements.set(variance!, varianceS);

  const gradient: Node = {
    kernel: BATCH_NORM_POOL_GRAD,
    inputs: {
      dy: poolGrad.inputs.dy!,
      x: zs,
      pooled,
      mean: meanS,
      variance: varianceS,
      scale: scaleS,
    },
    attributes: { ...poolGrad.attributes, ...normGrad.attributes },
    outputs: normGrad.outputs.map(({ shape, dtype }): Value => ({ shape, dtype })),
    scope: normGrad.scope,
    site: normGrad.site,
  };
  for (const output of gradient.outputs) output.node = gradient;
  const [dzs, dScaleS, dOffset] = gradient.outputs as [Value, Value, Value];
  const [dz, dScale, oldOffset] = normGrad.outputs as [Value, Value, Value];
  replacements.set(dScale, multiply(normGrad, dScaleS, sign));
  replacements.set(oldOffset, dOffset);
  replacements.set(dz, multiply(normGrad, dzs, sign));
  // The convolution's own gradients take the signed tensors as they are: s · s = 1.
  for (const user of users.get(dz) ?? []) {
    const output = user.outputs[0]!;
    if (user.kernel === "Conv2DBackpropFilter" && user.inputs.x === conv.inputs.x) {
      const inputs = { x: user.inputs.x!, dy: dzs };
      const gradient = make(user, user.kernel, inputs, output, user.attributes);
      replacements.set(output, multiply(user, gradient, sign));
    } else if (user.kernel === "Conv2DBackpropInput" && user.inputs.filter === conv.inputs.filter) {
      const inputs = { dy: dzs, filter: signed.filter! };
      replacements.set(output, make(user, user.kernel, inputs, output, user.attributes));
    }
  }
}
