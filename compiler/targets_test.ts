import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { decodeModel } from "../onnx/encode.ts";
import { allNodes } from "../onnx/read.ts";
import { convGeometry } from "./kernels/conv_geometry.ts";
import { fastest } from "./kernels/filter_gradient.ts";
import { isDirect, transposedConv } from "./kernels/transposed_conv.ts";
import { Lowering } from "./lowering.ts";
import { compileStep } from "./step.ts";
import { OPSET, opsetsOf, type Target, type TargetName, targets } from "./targets.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** The operators of the gradient of a convolution with many filters, and of max pooling. */
function operatorsOf(name: TargetName): Set<string> {
  const filters = tf.variable(tf.ones<tf.Rank.R4>([3, 3, 2, 64]));
  const loss = (x: tf.Tensor) =>
    tf.mean(tf.maxPool(tf.conv2d(x as tf.Tensor4D, filters, 1, "valid"), 2, 2, "valid")).asScalar();
  const step = compileStep(
    ({ x }) => ({ gradient: tf.variableGrads(() => loss(x!)).grads[filters.name]! }),
    { x: { shape: [2, 8, 8, 2], dtype: "float32" } },
    { target: targets[name] },
  );
  filters.dispose();
  return new Set(allNodes(decodeModel(step.stepModel()).graph!).map(({ opType }) => opType));
}

Deno.test("only the targets of processors unpool by indices: GPUs have no MaxUnpool", () => {
  const unpool = Object.keys(targets).filter((name) =>
    operatorsOf(name as TargetName).has("MaxUnpool")
  );
  assert.deepEqual(unpool, ["cpu", "wasm"]);
});

Deno.test("training steps on GPUs gather the windows of all images, exported files do not", () => {
  const gather = Object.keys(targets).filter((name) =>
    operatorsOf(name as TargetName).has("Gather")
  );
  assert.deepEqual(gather, ["webgpu", "cuda"]);
});

const geometry = (side: number, channels: number, filters: number, taps: number, batch = 128) =>
  convGeometry([batch, side, side, channels], [taps, taps, channels, filters], {
    strides: 1,
    pad: "same",
  });

Deno.test("the algorithm of the least estimated time computes a gradient by the filter", () => {
  const { portable, wasm } = targets;
  assert.equal(fastest(geometry(16, 32, 64, 3), wasm), "gatheredColumns");
  assert.equal(fastest(geometry(32, 1, 32, 3), wasm), "oneHotColumns", "much of dy would move");
  assert.equal(fastest(geometry(16, 32, 64, 3), portable), "swappedConv");
});

Deno.test("columns that a GPU may not bind are not unfolded", () => {
  const images = 2 ** 25 / (16 * 16 * 32 * 9);
  const ofBatch = (batch: number) => fastest(geometry(16, 32, 64, 3, batch), targets.webgpu);
  assert.equal(ofBatch(Math.floor(images)), "gatheredColumns");
  assert.equal(ofBatch(Math.ceil(images)), "swappedConv");
});

/** The operators of a convolution's gradient by its input. */
function byInput(channels: number, filters: number, target: Target): string[] {
  const lowering = new Lowering(target);
  const filter = { plain: "filter", swapped: "swapped" };
  transposedConv(lowering, "dy", filter, geometry(16, channels, filters, 3));
  return lowering.nodes.map(({ opType }) => opType);
}

Deno.test("wasm folds the gradient by the input where that takes fewer columns", () => {
  assert.deepEqual(byInput(6, 16, targets.wasm), ["ConvTranspose"]);
  assert.deepEqual(byInput(16, 16, targets.wasm), ["Slice", "Conv"]);
  assert.deepEqual(byInput(6, 16, targets.portable), ["Slice", "Conv"]);
});

Deno.test("webgpu computes up to 16 channels directly: Conv would fill tiles of 32", () => {
  assert.deepEqual(byInput(16, 8, targets.webgpu), ["ConvTranspose"]);
  assert.deepEqual(byInput(17, 8, targets.webgpu), ["Slice", "Conv"]);
  assert.ok(isDirect(geometry(16, 8, 16, 3), targets.webgpu));
  assert.ok(!isDirect(geometry(16, 8, 17, 3), targets.webgpu));
  assert.ok(!isDirect(geometry(16, 8, 16, 3), targets.wasm));
});

Deno.test("graphs of the targets use ai.onnx alone, and blocked ones ONNX Runtime's own domain", () => {
  for (const target of Object.values(targets)) assert.deepEqual(opsetsOf(target), { "": OPSET });
  const blocked = opsetsOf({ ...targets.cpu, block: 8 });
  assert.deepEqual(blocked, { "": OPSET, "com.microsoft.nchwc": 1 });
});
