/**
 * Models for the tests of smaller files, and their results by ONNX Runtime. For tests only.
 */

import type { ModelProto } from "onnx-buf";
import { decodeModel, encodeModel } from "../onnx/encode.ts";
import { makeGraph, makeNode, makeTensor, makeValueInfo } from "../onnx/make.ts";
import { createSession } from "../runtime/session.ts";
import { floats, ints, modelOf, type TestGraph } from "./rewritten_model.ts";

/** A model whose output `y` has a shape, as the official checker asks for. */
export function withShape(shape: readonly (number | string)[], parts: TestGraph): ModelProto {
  const model = modelOf(parts);
  model.graph!.output[0] = makeValueInfo({ name: "y", type: "float32", shape });
  return model;
}

/** The shape of an image of {@linkcode convolutional}, without its batch. */
export const IMAGE = [8, 9, 9];

/** Conv, batch normalization, max pooling, ReLU, a depthwise Conv and a Gemm. */
export function convolutional(): ModelProto {
  return withShape(["batch", 10], {
    shape: IMAGE,
    constants: [
      floats("filter", [16, 8, 3, 3], 2),
      floats("gamma", [16], 3),
      floats("beta", [16], 4),
      floats("mean", [16], 5),
      makeTensor("variance", "float32", [16], Float32Array.from({ length: 16 }, (_, i) => 1 + i)),
      floats("depthwise", [64, 1, 3, 3], 6),
      floats("bias", [64], 7),
      floats("matrix", [64, 10], 8),
      floats("offset", [10], 9),
    ],
    nodes: [
      makeNode("Conv", ["x", "filter"], ["a"], { pads: ints(1, 1, 1, 1) }),
      makeNode("BatchNormalization", ["a", "gamma", "beta", "mean", "variance"], ["b"]),
      makeNode("MaxPool", ["b"], ["c"], { kernel_shape: ints(3, 3), strides: ints(3, 3) }),
      makeNode("Relu", ["c"], ["d"]),
      makeNode("Conv", ["d", "depthwise", "bias"], ["e"], { group: { i: 16 } }),
      makeNode("Relu", ["e"], ["f"]),
      makeNode("Flatten", ["f"], ["g"]),
      makeNode("Gemm", ["g", "matrix", "offset"], ["y"]),
    ],
  });
}

/** A table of 40 words of 16 numbers, an LSTM, and a Scan that sums what it returns. */
export function recurrent(): ModelProto {
  const body = makeGraph({
    name: "body",
    inputs: [
      { name: "sum", type: "float32", shape: [2, 12] },
      { name: "step", type: "float32", shape: [2, 12] },
    ],
    nodes: [
      makeNode("MatMul", ["step", "mixing"], ["mixed"]),
      makeNode("Add", ["sum", "mixed"], ["total"]),
    ],
    initializers: [],
    outputs: [{ name: "total", type: "float32", shape: [2, 12] }],
  });
  const model = withShape([2, 12], {
    shape: [5],
    constants: [
      floats("table", [40, 16], 1),
      floats("w", [1, 48, 16], 2),
      floats("r", [1, 48, 12], 3),
      makeTensor("zeros", "float32", [2, 12], new Float32Array(24)),
      makeTensor("seven", "float32", [], Float32Array.of(7)),
      floats("mixing", [12, 12], 5),
    ],
    nodes: [
      makeNode("Mul", ["x", "seven"], ["scaled"]),
      makeNode("Abs", ["scaled"], ["positive"]),
      makeNode("Cast", ["positive"], ["words"], { to: { i: 7 } }),
      makeNode("Gather", ["table", "words"], ["embedded"]),
      makeNode("Transpose", ["embedded"], ["steps"], { perm: ints(1, 0, 2) }),
      makeNode("LSTM", ["steps", "w", "r"], ["all"], { hidden_size: { i: 12 } }),
      makeNode("Reshape", ["all", "shape"], ["sequence"]),
      makeNode("Scan", ["zeros", "sequence"], ["y"], {
        body: { graph: body },
        num_scan_inputs: { i: 1 },
      }),
    ],
  });
  model.graph!.initializer.push(
    makeTensor("shape", "int64", [3], BigInt64Array.of(5n, 2n, 12n)),
  );
  return model;
}

/** `y` of two inputs, uniform on [-1, 1), by ONNX Runtime on the CPU or in WebAssembly. */
export async function outputOf(
  model: ModelProto,
  shape: readonly number[],
  backend: "cpu" | "wasm" = "cpu",
): Promise<Float32Array> {
  const session = await createSession(encodeModel(model), { backend, threads: 1 });
  try {
    const size = 2 * shape.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i));
    const { y } = await session.run({ x: new session.Tensor("float32", data, [2, ...shape]) });
    return y!.data as Float32Array;
  } finally {
    await session.close();
  }
}

/** Changes a copy of a model, and returns both with what the change returned. */
export function changed<Result>(model: ModelProto, change: (model: ModelProto) => Result) {
  const after = decodeModel(encodeModel(model));
  const result = change(after);
  return { before: model, after, result };
}

/** The largest difference of two results, relative to the largest number of the second. */
export function difference(found: Float32Array, expected: Float32Array): number {
  let [largest, most] = [0, 0];
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    most = Math.max(most, Math.abs(found[i]! - value));
  });
  return found.length === expected.length && largest > 0 ? most / largest : NaN;
}
