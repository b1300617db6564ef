import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { decodeModel } from "../../onnx/encode.ts";
import { tensorTypeOf } from "../../onnx/read.ts";
import { exportOnnx } from "../export.ts";
import { runModel } from "../testing/agrees_with_tfjs.ts";
import { constant, graphModel, op, placeholder } from "../testing/graph_def.ts";
import { predictGraphModel } from "./predict.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const SHAPES = { boxes: [5, 4], scores: [5] };
const BOXES = [0, 0, 1, 1, 0, 0.1, 1, 1.1, 2, 2, 3, 3, 2, 2.1, 3, 3.1, 9, 9, 8, 8];
const SCORES = [0.3, 0.6, 0.9, 0.2, 0.05];

/** The best boxes, and how many there are. */
const suppression = (kind: string, pad = false, sigma = 0): Parameters<typeof graphModel>[0] => [
  placeholder("boxes", SHAPES.boxes),
  placeholder("scores", SHAPES.scores),
  constant("size", 4, "int32"),
  constant("iou", 0.4),
  constant("score", 0.1),
  constant("sigma", sigma),
  op(
    "nms",
    kind,
    ["boxes", "scores", "size", "iou", "score", ...(kind.endsWith("5") ? ["sigma"] : [])],
    { pad_to_max_output_size: { b: pad } },
  ),
  op("best", "GatherV2", ["boxes", "nms", "axis"]),
  constant("axis", 0, "int32"),
];

/** Exports a suppression and compares it with tfjs; returns its outputs. */
async function suppressed(model: tf.GraphModel, scores = SCORES) {
  const results = await runModel(exportOnnx(model), {
    boxes: { shape: SHAPES.boxes, dtype: "float32", data: Float32Array.from(BOXES) },
    scores: { shape: SHAPES.scores, dtype: "float32", data: Float32Array.from(scores) },
  });
  const expected = await predictGraphModel(model, {
    boxes: tf.tensor(BOXES, [5, 4]),
    scores: tf.tensor(scores),
  });
  assert.deepEqual(
    Object.values(results).map(({ shape, data }) => [shape, [...data]]),
    expected.map((tensor) => [tensor.shape, [...tensor.dataSync()]]),
  );
  return results;
}

Deno.test("suppression that pads its result is exported with what reads it", async () => {
  const count = op("count", "Identity", ["nms:1"]);
  const model = await graphModel([...suppression("NonMaxSuppressionV4", true), count]);
  assert.deepEqual([...(await suppressed(model)).count!.data], [2]);
});

for (const name of ["NonMaxSuppressionV3", "NonMaxSuppressionV4", "NonMaxSuppressionV5"]) {
  Deno.test(`${name} selects as many boxes as the data has`, async () => {
    const model = await graphModel(suppression(name));
    assert.deepEqual((await suppressed(model)).best!.shape, [2, 4]);
    assert.deepEqual((await suppressed(model, [0, 0.6, 0, 0, 0])).best!.shape, [1, 4]);
    assert.deepEqual((await suppressed(model, [0, 0, 0, 0, 0])).best!.shape, [0, 4]);
  });
}

Deno.test("soft suppression is refused with the cut in front of it", async () => {
  const model = await graphModel(suppression("NonMaxSuppressionV5", false, 0.5));
  assert.throws(
    () => exportOnnx(model),
    /NonMaxSuppressionV5 \(nms\): ONNX has no soft suppression/,
  );
});

Deno.test("fixed outputs and those whose lengths depend on data have a symbolic batch", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 3]),
    constant("axis", 1, "int32"),
    constant("first", 0, "int32"),
    constant("zero", 0),
    op("sum", "Sum", ["x", "axis"]),
    op("positive", "Greater", ["sum", "zero"]),
    op("where", "Where", ["positive"]),
    op("at", "Squeeze", ["where"], { squeeze_dims: { list: { i: ["1"] } } }),
    op("rows", "GatherV2", ["x", "at", "first"]),
    op("all", "Neg", ["x"]),
  ], { signature: { inputs: { x: "x" }, outputs: { rows: "rows", all: "all", sum: "sum" } } });
  const bytes = exportOnnx(model);
  assert.deepEqual(
    decodeModel(bytes).graph!.output.map((port) => [port.name, tensorTypeOf(port)!.shape]),
    [["rows", ["rows/length_0", 3]], ["all", ["batch", 3]], ["sum", ["batch"]]],
  );
  for (const data of [[1, 2, 3], [1, 2, -4, 0, 0, 1, 2, 2, 2]]) {
    const shape = [data.length / 3, 3];
    const x = { shape, dtype: "float32" as const, data: Float32Array.from(data) };
    const found = await runModel(bytes, { x });
    const expected = await predictGraphModel(model, { x: tf.tensor(data, shape) });
    ["rows", "all", "sum"].forEach((name, i) => {
      assert.deepEqual(found[name]!.shape, expected[i]!.shape);
      assert.deepEqual([...found[name]!.data], [...expected[i]!.dataSync()]);
    });
  }
});

Deno.test("lists hold tensors whose lengths depend on data", async () => {
  const lists = { element_dtype: { type: "DT_FLOAT" } };
  const model = await graphModel([
    placeholder("x", [4]),
    constant("two", 2, "int32"),
    constant("positions", [0, 1], "int32"),
    constant("first", 0, "int32"),
    constant("last", 1, "int32"),
    constant("zero", 0),
    op("positive", "Greater", ["x", "zero"]),
    op("where", "Where", ["positive"]),
    op("at", "Squeeze", ["where"], { squeeze_dims: { list: { i: ["1"] } } }),
    op("some", "GatherV2", ["x", "at", "first"]),
    op("minus", "Neg", ["some"]),
    op("list", "TensorListReserve", ["positions", "two"], lists),
    op("one", "TensorListSetItem", ["list", "first", "some"], lists),
    op("both", "TensorListSetItem", ["one", "last", "minus"], lists),
    op("y", "TensorListStack", ["both", "positions"], { ...lists, num_elements: { i: "-1" } }),
  ]);
  const data = Float32Array.of(1, -2, 3, 0);
  const { y } = await runModel(exportOnnx(model), { x: { shape: [4], dtype: "float32", data } });
  assert.deepEqual([y!.shape, [...y!.data]], [[2, 2], [1, 3, -1, -3]]);
});

Deno.test("positions of the true elements of a constant are a constant", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 6]),
    constant("mask", [[true, false, true], [false, false, true]], "bool"),
    op("where", "Where", ["mask"]),
    constant("last", [1], "int32"),
    constant("axis", 1, "int32"),
    op("columns", "GatherV2", ["where", "last", "axis"]),
    op("y", "GatherV2", ["x", "columns", "axis"]),
  ]);
  const data = Float32Array.from({ length: 12 }, (_, i) => i);
  const { y } = await runModel(exportOnnx(model), { x: { shape: [2, 6], dtype: "float32", data } });
  assert.deepEqual([...y!.data], [0, 2, 2, 6, 8, 8]);
});
