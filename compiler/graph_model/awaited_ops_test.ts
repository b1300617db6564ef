import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx } from "../export.ts";
import { runModel } from "../testing/agrees_with_tfjs.ts";
import { constant, graphModel, op, placeholder } from "../testing/graph_def.ts";
import { predictGraphModel } from "./predict.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const suppression = (pad: boolean) => [
  placeholder("boxes", [5, 4]),
  placeholder("scores", [5]),
  constant("size", 4, "int32"),
  constant("iou", 0.4),
  constant("score", 0.1),
  op("nms", "NonMaxSuppressionV4", ["boxes", "scores", "size", "iou", "score"], {
    pad_to_max_output_size: { b: pad },
  }),
  op("count", "Identity", ["nms:1"]),
  op("best", "GatherV2", ["boxes", "nms", "axis"]),
  constant("axis", 0, "int32"),
];

Deno.test("suppression that pads its result is exported with what reads it", async () => {
  const model = await graphModel(suppression(true));
  const boxes = Float32Array.of(
    ...[0, 0, 1, 1, 0, 0.1, 1, 1.1, 2, 2, 3, 3, 2, 2.1, 3, 3.1, 9, 9, 8, 8],
  );
  const scores = Float32Array.of(0.3, 0.6, 0.9, 0.2, 0.05);
  const results = await runModel(exportOnnx(model), {
    boxes: { shape: [5, 4], dtype: "float32", data: boxes },
    scores: { shape: [5], dtype: "float32", data: scores },
  });
  const expected = await predictGraphModel(model, {
    boxes: tf.tensor(boxes, [5, 4]),
    scores: tf.tensor(scores, [5]),
  });
  assert.deepEqual([...results.count!.data], [2]);
  assert.deepEqual(
    [results.count!, results.best!].map(({ data }) => [...data]),
    expected.map((tensor) => [...tensor.dataSync()]),
  );
});

Deno.test("suppression without padding is refused with the cut in front of it", async () => {
  const model = await graphModel(suppression(false));
  assert.throws(
    () => exportOnnx(model),
    /NonMaxSuppressionV4 \(nms\): without padding, the shape of its result depends on data/,
  );
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
