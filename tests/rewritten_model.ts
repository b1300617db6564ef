/**
 * Graphs in two forms, and what both compute. For tests only.
 */

import assert from "node:assert/strict";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import { node } from "../compiler/testing/onnx_graph.ts";
import type { OnnxAttribute, OnnxNode, OnnxTensor } from "../onnx/model.ts";
import { encodeModel } from "../onnx/encode.ts";
import { createSession } from "../runtime/session.ts";

export { node };

/** An attribute of whole numbers. */
export const ints = (...values: number[]): OnnxAttribute => ({ ints: values });

/** A constant of floats that differ from each other. */
export function floats(name: string, shape: number[], seed = 1): OnnxTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) => Math.sin(seed + 1.7 * i));
  return { name, type: "float32", shape, data };
}

/** A constant of int64, such as a shape. */
export function integers(name: string, values: number[]): OnnxTensor {
  const data = BigInt64Array.from(values, BigInt);
  return { name, type: "int64", shape: [values.length], data };
}

/** A graph from `x` [batch, …shape] to `y`. */
export interface GraphParts {
  readonly shape: readonly number[];
  readonly nodes: OnnxNode[];
  readonly constants: OnnxTensor[];
  readonly opset?: number;
  /** Further outputs. */
  readonly outputs?: readonly string[];
}

/** The graph as a model that can be rewritten. */
export function modelOf(
  { shape, nodes, constants, opset = 17, outputs = [] }: GraphParts,
): ModelProto {
  const bytes = encodeModel({
    opsets: { "": opset },
    metadata: {},
    graph: {
      name: "graph",
      inputs: [{ name: "x", type: "float32", shape: ["batch", ...shape] }],
      nodes,
      initializers: constants,
      outputs: ["y", ...outputs].map((name) => ({ name, type: "float32", shape: [] })),
    },
  });
  const model = fromBinary(ModelProtoSchema, bytes);
  for (const { type } of model.graph!.output) {
    if (type?.value.case === "tensorType") delete type.value.value.shape; // ONNX Runtime infers it
  }
  return model;
}

/** `y` of two images by ONNX Runtime on one thread. */
export async function compute(model: ModelProto | Uint8Array, shape: readonly number[]) {
  const bytes = model instanceof Uint8Array ? model : toBinary(ModelProtoSchema, model);
  const session = await createSession(bytes, { backend: "cpu", threads: 1 });
  try {
    const { data } = floats("x", [2, ...shape], 0);
    const x = new session.Tensor("float32", data as Float32Array, [2, ...shape]);
    const { y } = await session.run({ x });
    return { dims: y!.dims, data: y!.data as Float32Array };
  } finally {
    await session.close();
  }
}

/**
 * Demands the same numbers from both: the same products are added, so that only the order of adding
 * may differ, which is up to the processor. On AMD's Zen 4 and 5 the bits are equal.
 */
export function assertSame(found: Awaited<ReturnType<typeof compute>>, expected: typeof found) {
  assert.deepEqual(found.dims, expected.dims);
  const most = expected.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  assert.ok(most > 1, "nothing to compare");
  found.data.forEach((value, i) => {
    assert.ok(
      Math.abs(value - expected.data[i]!) < 1e-6 * most,
      `${value} for ${expected.data[i]}`,
    );
  });
}

/** The operators of a model, in order. */
export function operators(model: ModelProto): string[] {
  return model.graph!.node.map(({ opType }) => opType);
}
