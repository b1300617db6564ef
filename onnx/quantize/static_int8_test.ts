import assert from "node:assert/strict";
import type { ModelProto } from "onnx-buf";
import { needs } from "../../tests/needs.ts";
import { checkOnnx } from "../../tests/onnx_checker.ts";
import { floats, modelOf, operators } from "../../tests/rewritten_model.ts";
import {
  changed,
  convolutional,
  difference,
  IMAGE,
  outputOf,
  recurrent,
} from "../../tests/small_models.ts";
import { createSession } from "../../runtime/session.ts";
import { encodeModel } from "../encode.ts";
import { makeNode } from "../make.ts";
import { readTensor } from "../tensor_value.ts";
import type { Range } from "./activations.ts";
import { exposeValues } from "./exposed_values.ts";
import { prepareStatic, quantizeStatically } from "./static_int8.ts";

/** The ranges of values for the input that outputOf() takes. */
async function rangesOf(model: ModelProto, values: readonly string[], shape: readonly number[]) {
  const { after } = changed(model, (each) => exposeValues(each, values));
  const session = await createSession(encodeModel(after), { backend: "cpu" });
  const size = 2 * shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i));
  const results = await session.run({ x: new session.Tensor("float32", data, [2, ...shape]) });
  await session.close();
  return new Map<string, Range>(values.map((name) => {
    const numbers = name === "x" ? data : results[name]!.data as Float32Array;
    return [name, { min: Math.min(...numbers), max: Math.max(...numbers) }];
  }));
}

Deno.test("preparing a model folds and exchanges nodes, and keeps its numbers", async () => {
  const { before, after, result } = changed(convolutional(), prepareStatic);
  assert.deepEqual(operators(after), [
    ...["Conv", "Relu", "MaxPool", "Conv", "Relu", "Flatten", "Gemm"],
  ]);
  assert.deepEqual(result, ["x", "c", "f"]);
  const found = difference(await outputOf(after, IMAGE), await outputOf(before, IMAGE));
  // The factor of a batch normalization is rounded once, into the filter.
  assert.ok(found < 1e-5, `${found}`);
});

Deno.test("convolutions and products compute in integers, within steps of the float32 numbers", async () => {
  const prepared = changed(convolutional(), prepareStatic);
  const ranges = await rangesOf(prepared.after, prepared.result, IMAGE);
  const { after, result } = changed(prepared.after, (each) => quantizeStatically(each, ranges));
  assert.equal(result.length, 3);
  assert.equal(operators(after).filter((op) => op === "QuantizeLinear").length, 5);
  const expected = await outputOf(prepared.before, IMAGE);
  for (const backend of ["cpu", "wasm"] as const) {
    const found = difference(await outputOf(after, IMAGE, backend), expected);
    // Weights of seven bits move by 0.8 %, and activations by 0.2 % of the largest, in each of
    // three layers.
    assert.ok(found > 0 && found < 0.03, `${backend}: ${found}`);
  }
});

/** The scale and the zero point of the bytes of `x`, by its range. */
function stepOf(min: number, max: number) {
  const model = modelOf({
    shape: [4],
    constants: [floats("matrix", [4, 4])],
    nodes: [makeNode("MatMul", ["x", "matrix"], ["y"])],
  });
  quantizeStatically(model, new Map([["x", { min, max }]]));
  const constant = (name: string) =>
    readTensor(model.graph!.initializer.find((tensor) => tensor.name === name)!)!.data[0];
  assert.deepEqual(operators(model).filter((op) => op === "QuantizeLinear").length, 1);
  return [constant("x_scale"), constant("x_zero")];
}

Deno.test("the bytes of a value reach from its smallest to its largest number, and have a zero", () => {
  assert.deepEqual(stepOf(0, 255), [1, 0]);
  assert.deepEqual(stepOf(-51, 204), [1, 51]);
  assert.deepEqual(stepOf(5, 51), [Math.fround(0.2), 0]);
  assert.deepEqual(stepOf(-51, -5), [Math.fround(0.2), 255]);
  assert.deepEqual(stepOf(0, 0), [1, 0]);
});

Deno.test("numbers beyond the ranges of calibration are cut off, and nothing else happens", async () => {
  const prepared = changed(convolutional(), prepareStatic);
  const narrow = new Map(prepared.result.map((name) => [name, { min: 0, max: 1e-3 }]));
  const { after } = changed(prepared.after, (each) => quantizeStatically(each, narrow));
  const y = await outputOf(after, IMAGE);
  assert.ok(y.every(Number.isFinite));
});

Deno.test("a model without convolutions and products by constants stays as it is", () => {
  const { before, after, result } = changed(recurrent(), prepareStatic);
  assert.deepEqual(result, []);
  assert.deepEqual(quantizeStatically(after, new Map()), []);
  assert.deepEqual(operators(after), operators(before));
});

Deno.test("files in static int8 are valid", needs("Python's onnx"), async () => {
  const { after, result } = changed(convolutional(), prepareStatic);
  quantizeStatically(after, await rangesOf(after, result, IMAGE));
  await checkOnnx({ convolutions: encodeModel(after) });
});
