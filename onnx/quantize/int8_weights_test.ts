import assert from "node:assert/strict";
import { TensorProto_DataType as DataType } from "onnx-buf";
import { needs } from "../../tests/needs.ts";
import { checkOnnx } from "../../tests/onnx_checker.ts";
import { floats, integers, modelOf, operators } from "../../tests/rewritten_model.ts";
import {
  changed,
  convolutional,
  difference,
  IMAGE,
  outputOf,
  recurrent,
} from "../../tests/small_models.ts";
import { createGenerator } from "../../data/random.ts";
import { encodeModel } from "../encode.ts";
import { makeNode, makeTensor } from "../make.ts";
import { storeWeightsAsInt8 } from "./int8_weights.ts";

/**
 * A weight moves by at most half of 1/127 of the largest of its channel: 0.4 %. Errors of a layer
 * add up at random, and a few layers give a few times that.
 */
const WITHIN_STEPS = 0.015;

Deno.test("weights of Conv, depthwise Conv and Gemm are bytes, and results move by steps", async () => {
  const { before, after, result } = changed(convolutional(), storeWeightsAsInt8);
  assert.deepEqual(result, ["filter", "depthwise", "matrix"]);
  const bytes = after.graph!.initializer.filter(({ dataType }) => dataType === DataType.INT8);
  assert.deepEqual(bytes.map(({ dims }) => dims.map(Number)), [[16, 8, 3, 3], [64, 1, 3, 3], [
    64,
    10,
  ]]);
  const found = difference(await outputOf(after, IMAGE), await outputOf(before, IMAGE));
  assert.ok(found > 0 && found < WITHIN_STEPS, `${found}`);
  assert.ok(encodeModel(after).length < 0.5 * encodeModel(before).length);
});

Deno.test("weights of embeddings and LSTMs are bytes, and those that a Scan reads are found", async () => {
  const { before, after, result } = changed(recurrent(), storeWeightsAsInt8);
  assert.deepEqual(result, ["table", "w", "r"]);
  const found = difference(await outputOf(after, [5]), await outputOf(before, [5]));
  assert.ok(found > 0 && found < WITHIN_STEPS, `${found}`);
});

Deno.test("runtimes agree on a file of bytes as on one of floats", async () => {
  const { after } = changed(convolutional(), storeWeightsAsInt8);
  const found = difference(await outputOf(after, IMAGE, "wasm"), await outputOf(after, IMAGE));
  // The order of additions in float32, as for every file.
  assert.ok(found < 1e-5, `${found}`);
});

function random(size: number): Float32Array<ArrayBuffer> {
  const generator = createGenerator(1);
  return Float32Array.from({ length: size }, () => 2 * generator.uniform() - 1);
}

Deno.test("a filter behind a Pad is found; constants that are small, shared or inputs", async () => {
  const parts = {
    shape: [6, 9, 9],
    // Sines of one frequency would cancel in the sums of this shape.
    constants: [
      makeTensor("filter", "float32", [16, 6, 3, 3], random(16 * 6 * 9)),
      floats("small", [2, 16, 1, 1]),
    ],
    nodes: [
      makeNode("Identity", ["filter"], ["same"]),
      makeNode("Conv", ["x", "same"], ["a"]),
      makeNode("Conv", ["x", "filter"], ["b"]),
      makeNode("Add", ["a", "b"], ["y"]),
      makeNode("Conv", ["y", "small"], ["unused"]),
    ],
  };
  const { before, after, result } = changed(modelOf(parts), storeWeightsAsInt8);
  assert.deepEqual(result, ["filter"]);
  const found = difference(await outputOf(after, [6, 9, 9]), await outputOf(before, [6, 9, 9]));
  assert.ok(found < WITHIN_STEPS, `${found}`);
  const replaceable = modelOf(parts);
  replaceable.graph!.input.push({ ...replaceable.graph!.input[0]!, name: "filter" });
  assert.deepEqual(storeWeightsAsInt8(replaceable), []);
  assert.deepEqual(operators(replaceable), operators(before));
});

Deno.test("a weight that is arranged by nodes is found, and rounded by its last axis", async () => {
  const { before, after, result } = changed(
    modelOf({
      shape: [16],
      constants: [
        makeTensor("kernel", "float32", [16, 48], random(16 * 48)),
        integers("parts", [24, 24]),
      ],
      nodes: [
        makeNode("Split", ["kernel", "parts"], ["left", "right"], { axis: { i: 1 } }),
        makeNode("Concat", ["right", "left"], ["exchanged"], { axis: { i: 1 } }),
        makeNode("Transpose", ["exchanged"], ["transposed"], { perm: { ints: [1, 0] } }),
        makeNode("Gemm", ["x", "transposed"], ["y"], { transB: { i: 1 } }),
      ],
    }),
    storeWeightsAsInt8,
  );
  assert.deepEqual(result, ["kernel"]);
  const scales = after.graph!.initializer.find(({ name }) => name === "kernel_scale")!;
  assert.deepEqual(scales.dims.map(Number), [48]);
  const found = difference(await outputOf(after, [16]), await outputOf(before, [16]));
  assert.ok(found > 0 && found < WITHIN_STEPS, `${found}`);
});

Deno.test("files with weights in bytes are valid", needs("Python's onnx"), async () => {
  const convolutions = encodeModel(changed(convolutional(), storeWeightsAsInt8).after);
  const recurrences = encodeModel(changed(recurrent(), storeWeightsAsInt8).after);
  await checkOnnx({ convolutions, recurrences });
});
