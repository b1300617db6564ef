import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, random } from "../testing/agrees_with_tfjs.ts";
import { applyPass } from "../testing/apply_pass.ts";
import { bias } from "./bias.ts";

const image = random([1, 4, 5, 2]);
const filter = random([3, 3, 2, 3]);
const noGradients = { gradients: false };

Deno.test("bias() fuses a vector on either side of a sum with the convolution", async () => {
  for (const swapped of [false, true]) {
    const { before, after } = await applyPass(
      bias,
      agrees("", [image, filter, random([3])], (x, filter, b) => {
        const y = tf.conv2d(x, filter, 1, "same");
        return swapped ? tf.add(b, y) : tf.add(y, b);
      }, noGradients),
    );
    assert.deepEqual(before, { Conv2D: 1, Add: 1 });
    assert.deepEqual(after, { FusedConv2D: 1 });
  }
});

Deno.test("bias() fuses a vector with a depthwise convolution", async () => {
  const { after } = await applyPass(
    bias,
    agrees(
      "",
      [image, random([3, 3, 2, 2]), random([4])],
      (x, filter, b) => tf.add(tf.depthwiseConv2d(x, filter, 1, "same"), b),
      noGradients,
    ),
  );
  assert.deepEqual(after, { FusedDepthwiseConv2D: 1 });
});

Deno.test("bias() fuses a vector with a matrix product", async () => {
  const { after } = await applyPass(
    bias,
    agrees(
      "",
      [random([4, 5]), random([5, 3]), random([3])],
      (a, b, c) => tf.add(tf.matMul(a, b), c),
      noGradients,
    ),
  );
  assert.deepEqual(after, { _FusedMatMul: 1 });
});

Deno.test("bias() fuses each convolution of a chain", async () => {
  const { after } = await applyPass(
    bias,
    agrees(
      "",
      [image, filter, random([3]), random([3, 3, 3, 2]), random([2])],
      (x, first, a, second, b) =>
        tf.add(tf.conv2d(tf.add(tf.conv2d(x, first, 1, "same"), a), second, 1, "same"), b),
      noGradients,
    ),
  );
  assert.deepEqual(after, { FusedConv2D: 2 });
});

Deno.test("bias() ignores a convolution with other readers", async () => {
  const { before, after } = await applyPass(
    bias,
    agrees("", [image, filter, random([3])], (x, filter, b) => {
      const y = tf.conv2d(x, filter, 1, "same");
      return tf.mul(tf.add(y, b), y);
    }, noGradients),
  );
  assert.deepEqual(after, before);
});

Deno.test("bias() ignores a convolution that is a result", async () => {
  const { before, after } = await applyPass(
    bias,
    agrees("", [image, filter, random([3])], (x, filter, b) => {
      const y = tf.conv2d(x, filter, 1, "same");
      return [y, tf.add(y, b)];
    }),
  );
  assert.deepEqual(after, before);
});

Deno.test("bias() ignores other shapes: a scalar, a vector of one number, an image", async () => {
  for (const shape of [[], [1], [5, 3], [4, 5, 3], [1, 4, 5, 3]]) {
    const { before, after } = await applyPass(
      bias,
      agrees(
        "",
        [image, filter, random(shape)],
        (x, filter, b) => tf.add(tf.conv2d(x, filter, 1, "same"), b),
        noGradients,
      ),
    );
    assert.deepEqual(after, before, `bias of shape [${shape}]`);
  }
});

Deno.test("bias() ignores NCHW convolutions, where a vector lies along the columns", async () => {
  const { before, after } = await applyPass(
    bias,
    agrees(
      "",
      [random([1, 2, 4, 3]), filter, random([3])],
      (x, filter, b) => tf.add(tf.conv2d(x, filter, 1, "same", "NCHW"), b),
      noGradients,
    ),
  );
  assert.deepEqual(after, before);
});
