/**
 * Models before and after a graph rewrite, and comparisons of their results. For tests only.
 */

import assert from "node:assert/strict";
import type { ModelProto, NodeProto, TensorProto } from "onnx-buf";
import { elementData } from "../onnx/element_type.ts";
import { decodeModel, encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor } from "../onnx/make.ts";
import { createSession } from "../runtime/session.ts";

/** An attribute that is a list of integers. */
export const ints = (...values: number[]) => ({ ints: values });

/** Numbers that differ from each other. */
function differentNumbers(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin(seed + 1.7 * i));
}

/** A constant of floats that differ from each other. */
export function floats(name: string, shape: number[], seed = 1): TensorProto {
  const size = shape.reduce((product, length) => product * length, 1);
  return makeTensor(name, "float32", shape, differentNumbers(size, seed));
}

/** A constant of int64, such as a shape. */
export function integers(name: string, values: number[]): TensorProto {
  return makeTensor(name, "int64", [values.length], elementData("int64", values));
}

/** The statistics of a batch normalization of eight channels, of which one hardly varies. */
export const statistics = [
  floats("gamma", [8], 3),
  floats("beta", [8], 4),
  floats("mean", [8], 5),
  makeTensor("variance", "float32", [8], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 1e-6)),
];

/** A batch normalization by {@linkcode statistics}. */
export const normalized = (input: string, output: string, epsilon = {}) =>
  makeNode("BatchNormalization", [input, ...statistics.map(({ name }) => name)], [output], epsilon);

/** A graph from `x` [batch, …shape] to `y`. */
export interface TestGraph {
  readonly shape: readonly number[];
  readonly nodes: NodeProto[];
  readonly constants: TensorProto[];
  readonly opset?: number;
  /** Further outputs. */
  readonly outputs?: readonly string[];
}

/** The graph as a model that can be rewritten. */
export function modelOf(
  { shape, nodes, constants, opset = 17, outputs = [] }: TestGraph,
): ModelProto {
  const graph = makeGraph({
    name: "graph",
    inputs: [{ name: "x", type: "float32", shape: ["batch", ...shape] }],
    nodes,
    initializers: constants,
    outputs: ["y", ...outputs].map((name) => ({ name, type: "float32", shape: [] })),
  });
  for (const { type } of graph.output) {
    if (type?.value.case === "tensorType") delete type.value.value.shape; // ONNX Runtime infers it
  }
  // Through bytes, because rewrites change the messages of `nodes` in place.
  return decodeModel(encodeModel(makeModel({ graph, opsets: { "": opset } })));
}

/** `y` of two images by ONNX Runtime on one thread. */
export async function compute(model: ModelProto | Uint8Array, shape: readonly number[]) {
  const bytes = model instanceof Uint8Array ? model : encodeModel(model);
  const session = await createSession(bytes, { backend: "cpu", threads: 1 });
  try {
    const data = differentNumbers(2 * shape.reduce((product, length) => product * length, 1), 0);
    const x = new session.Tensor("float32", data, [2, ...shape]);
    const { y } = await session.run({ x });
    return { dims: y!.dims, data: y!.data as Float32Array };
  } finally {
    await session.close();
  }
}

/**
 * Asserts that two results are equal up to rounding. Most rewrites add the same products; only the
 * order of additions may differ, depending on the processor. On AMD's Zen 4 and 5 the bits are
 * equal.
 *
 * @param tolerance Relative to the largest number.
 */
export function assertSame(
  found: Awaited<ReturnType<typeof compute>>,
  expected: typeof found,
  tolerance = 1e-6,
) {
  assert.deepEqual(found.dims, expected.dims);
  const most = expected.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  assert.ok(most > 1, "nothing to compare");
  found.data.forEach((value, i) => {
    assert.ok(
      Math.abs(value - expected.data[i]!) < tolerance * most,
      `${value} for ${expected.data[i]}`,
    );
  });
}

/** The operators of a model, in order. */
export function operators(model: ModelProto): string[] {
  return model.graph!.node.map(({ opType }) => opType);
}
