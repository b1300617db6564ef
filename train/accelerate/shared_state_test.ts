import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { Tensor } from "onnxruntime-common";
import type { StepState } from "../../compiler/mod.ts";
import { createSharedState, type FetchState } from "./shared_state.ts";

await tf.setBackend("cpu");

/** The state of a scalar variable in a compiled function. */
function scalarState(): StepState & { readonly variable: tf.Variable } {
  const variable = tf.tidy(() => tf.variable(tf.scalar(0)));
  const { name } = variable;
  return {
    ...{ name, variable, assigned: true, shape: [], dtype: "float32", physicalShape: [] },
    ...{ layout: [], initial: Float32Array.of(0), trainable: true, next: `${name}:next` },
  };
}

/** Tensors that stand for those on a GPU; counts those that are not disposed. */
function fakeGpu() {
  const alive = new Set<Tensor>();
  const fetch: FetchState = (tensors) => {
    for (const tensor of Object.values(tensors)) assert.ok(alive.has(tensor), "it is disposed");
    return Promise.resolve(tensors);
  };
  const tensor = (value: number) => {
    const made = new Tensor("float32", Float32Array.of(value), []);
    made.dispose = () => assert.ok(alive.delete(made), "it is disposed twice");
    alive.add(made);
    return made;
  };
  return { alive, fetch, tensor };
}

Deno.test("replaced tensors on a GPU are freed, except those of the last snapshot", async () => {
  const { alive, fetch, tensor } = fakeGpu();
  const [state, scalar] = [createSharedState(), scalarState()];
  const accept = (value: number) => state.accept([scalar], { [scalar.next]: tensor(value) }, fetch);
  for (let i = 1; i <= 3; i++) accept(i);
  assert.equal(alive.size, 1);
  const before = state.snapshot();
  for (let i = 4; i <= 6; i++) accept(i);
  assert.equal(alive.size, 2);
  state.restore(before);
  assert.equal(alive.size, 1);
  await state.writeBack();
  assert.equal(scalar.variable.dataSync()[0], 3);
  accept(7);
  assert.equal(alive.size, 2);
  state.snapshot();
  assert.equal(alive.size, 1);
  await state.writeBack();
  assert.equal(scalar.variable.dataSync()[0], 7);
  state.release(fetch);
  assert.equal(alive.size, 0);
  state.dispose();
  (scalar.variable as tf.Variable).dispose();
});

Deno.test("dispose() frees all, also what the program has replaced", () => {
  const { alive, fetch, tensor } = fakeGpu();
  const [state, scalar] = [createSharedState(), scalarState()];
  state.accept([scalar], { [scalar.next]: tensor(1) }, fetch);
  state.snapshot();
  tf.tidy(() => scalar.variable.assign(tf.scalar(5)));
  const { [scalar.name]: fed } = state.feeds([scalar], Tensor);
  assert.equal(fed!.data[0], 5);
  assert.equal(alive.size, 1);
  state.dispose();
  assert.equal(alive.size, 0);
  (scalar.variable as tf.Variable).dispose();
});

Deno.test("calls in turn do not overlap, and one that fails does not stop the next", async () => {
  const state = createSharedState();
  const order: string[] = [];
  const call = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    order.push(`${name} ends`);
    if (name === "a") throw new Error(name);
  };
  const failed = assert.rejects(state.inTurn(call("a")), { message: "a" });
  await state.inTurn(call("b"));
  await failed;
  assert.deepEqual(order, ["a begins", "a ends", "b begins", "b ends"]);
});
