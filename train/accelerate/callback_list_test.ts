import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { callbackList, type FitCallbacks } from "./callbacks.ts";

const PARAMS = {
  ...{ epochs: 2, initialEpoch: 0, samples: 4, steps: null, batchSize: 3, verbose: 0 },
  ...{ doValidation: false, labels: ["loss"] },
};

const listOf = (given: FitCallbacks | undefined, yieldEvery: "never" | "auto" = "never") =>
  callbackList(tf.sequential(), given, yieldEvery, PARAMS);

const nothing = () => Promise.resolve();

/** A callback class with one method. */
function callback(name: "onBatchBegin" | "onBatchEnd" | "onEpochEnd"): FitCallbacks {
  const made = new (class extends tf.Callback {})();
  made[name] = nothing;
  return made;
}

Deno.test("callbacks look at batches when one of their methods does", () => {
  const looks = (given: FitCallbacks | undefined) => listOf(given).looksAtBatches;
  for (const given of [undefined, {}, [], { onEpochEnd: nothing }, callback("onEpochEnd")]) {
    assert.equal(looks(given), false);
  }
  for (const name of ["onBatchBegin", "onBatchEnd"] as const) {
    assert.ok(looks({ [name]: nothing }), `${name} of an object`);
    assert.ok(looks(callback(name)), `${name} of a class`);
    assert.ok(looks([callback("onEpochEnd"), { [name]: nothing }] as FitCallbacks), "in a list");
  }
  assert.ok(listOf({ onYield: nothing }, "auto").looksAtBatches, "a yield is between batches");
});

Deno.test("the logs of an epoch are the averages of its batches, weighted by their sizes", async () => {
  const { list, history } = listOf(undefined);
  await list.onTrainBegin();
  for (const [epoch, losses] of [[2, 6], [1, 1]].entries()) {
    await list.onEpochBegin(epoch);
    await list.onBatchEnd(0, { size: 3, loss: losses[0]! });
    await list.onBatchEnd(1, { size: 1, loss: losses[1]! });
    await list.onEpochEnd(epoch, {});
  }
  assert.deepEqual(history.history.loss, [3, 1]);
});
