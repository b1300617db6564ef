import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeNode } from "../../onnx/make.ts";
import { modelOf } from "../../tests/rewritten_model.ts";
import { convolutional, IMAGE, recurrent } from "../../tests/small_models.ts";
import { compareOutputs, outputsOf } from "./compare.ts";
import type { Batch } from "./inputs.ts";
import { makeInt8, makeStaticInt8 } from "./make_int8.ts";

/** Batches of two images with normal pixels; the last number of each is `outlier`. */
function images(count: number, outlier: number): Batch[] {
  const generator = createGenerator(1);
  return Array.from({ length: count }, () => {
    const lengths = [2, ...IMAGE];
    const size = lengths.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: size }, () => 2 * generator.uniform() - 1);
    data[size - 1] = outlier;
    return [{ name: "x", shape: lengths, dtype: "float32" as const, data }];
  });
}

const bytes = encodeModel(convolutional());

Deno.test("a file with weights in bytes is half as large or less, and near", async () => {
  const file = makeInt8(bytes);
  assert.deepEqual(file.weights, ["filter", "depthwise", "matrix"]);
  assert.ok(file.bytes.length < 0.5 * bytes.length);
  const batches = images(4, 0);
  const { largest } = compareOutputs(
    await outputsOf(file.bytes, batches),
    await outputsOf(bytes, batches),
  );
  assert.ok(largest > 0 && largest < 0.015, `${largest}`); // steps of 1/127 in three layers
});

Deno.test("a static file computes in integers, and its ranges fit pictures it has not seen", async () => {
  const file = await makeStaticInt8(bytes, images(8, 0));
  assert.deepEqual(file.integerNodes, ["a", "e", "y"]);
  const others = images(20, 0).slice(8);
  const { meanSquare } = compareOutputs(
    await outputsOf(file.bytes, others),
    await outputsOf(bytes, others),
  );
  const away = Math.sqrt(meanSquare);
  // Seven bits in three layers, and in sums that nearly cancel: the weights are not trained.
  assert.ok(away > 0 && away < 0.06, `${away}`);
});

Deno.test("outliers are cut off where that makes the outputs better", async () => {
  // One pixel of 7,776 is a hundred times as large; the last quarter decides, and has none.
  const file = await makeStaticInt8(bytes, [...images(1, 100), ...images(7, 0)]);
  assert.equal(file.share, 0.999);
});

Deno.test("a model with nothing to make smaller is refused", async () => {
  const small = encodeModel(modelOf({
    shape: [3],
    constants: [],
    nodes: [makeNode("Relu", ["x"], ["y"])],
  }));
  assert.throws(() => makeInt8(small), /no weights of 512 numbers or more/);
  await assert.rejects(makeStaticInt8(encodeModel(recurrent()), []), /no convolution and no/);
});
