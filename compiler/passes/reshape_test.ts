import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, random } from "../testing/agrees_with_tfjs.ts";
import { applyPass } from "../testing/apply_pass.ts";
import { reshape } from "./reshape.ts";

Deno.test("reshape() drops a reshape to the same shape", async () => {
  const { after } = await applyPass(
    reshape,
    agrees("", [random([2, 3])], (x) => tf.exp(tf.reshape(x, [2, 3])), { gradients: false }),
  );
  assert.deepEqual(after, { Exp: 1 });
});

Deno.test("reshape() drops reshapes there and back", async () => {
  const { after } = await applyPass(
    reshape,
    agrees(
      "",
      [random([2, 3])],
      (x) => tf.exp(tf.reshape(tf.expandDims(tf.reshape(tf.exp(x), [6]), 0), [2, 3])),
      { gradients: false },
    ),
  );
  assert.deepEqual(after, { Exp: 2 });
});

Deno.test("reshape() merges a chain of reshapes", async () => {
  const { before, after } = await applyPass(
    reshape,
    agrees(
      "",
      [random([2, 3, 4])],
      (x) => tf.exp(tf.reshape(tf.reshape(tf.expandDims(x, 1), [6, 4]), [3, 8])),
      { gradients: false },
    ),
  );
  assert.deepEqual(before, { Exp: 1, Reshape: 2, ExpandDims: 1 });
  assert.deepEqual(after, { Exp: 1, Reshape: 1 });
});

Deno.test("reshape() keeps a reshape that is a result or has other readers", async () => {
  const { after } = await applyPass(
    reshape,
    agrees(
      "",
      [random([2, 3])],
      (x) => {
        const flat = tf.reshape(x, [6]);
        return [flat, tf.reshape(flat, [3, 2]), tf.reshape(flat, [2, 3])];
      },
    ),
  );
  assert.deepEqual(after, { Reshape: 2 });
});
