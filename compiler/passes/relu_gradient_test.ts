import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { RELU_GRAD } from "../kernels/relu_grad.ts";
import { agrees, random } from "../testing/agrees_with_tfjs.ts";
import { applyPass } from "../testing/apply_pass.ts";
import { reluGradient } from "./relu_gradient.ts";

Deno.test("reluGradient() replaces dy · step(x) by one kernel", async () => {
  const { before, after } = await applyPass(
    reluGradient,
    agrees("", [random([3, 4])], (x) => tf.relu(x)),
  );
  assert.equal(before.Step, 1);
  assert.deepEqual(after, { Relu: 1, [RELU_GRAD]: 1 });
});

Deno.test("reluGradient() ignores other products with a step", async () => {
  const sources = [random([3, 4]), random([3, 4]), random([4])] as const;
  for (
    const each of [
      agrees("with a slope", sources, (x, y) => tf.mul(y, tf.step(x, -1)), { gradients: false }),
      agrees("broadcast", sources, (x, _, row) => tf.mul(row, tf.step(x)), { gradients: false }),
      agrees("no product", sources, (x, y) => tf.add(y, tf.step(x)), { gradients: false }),
    ]
  ) {
    const { before, after } = await applyPass(reluGradient, each);
    assert.deepEqual(after, before, each.name);
  }
});
