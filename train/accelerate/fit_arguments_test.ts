import assert from "node:assert/strict";
import { requireBatchSize, requireFitArgs } from "./fit_arguments.ts";

Deno.test("arguments that tfjs implements are accepted", () => {
  requireFitArgs({});
  requireFitArgs({ batchSize: 1, epochs: 0, initialEpoch: 0, shuffle: false, verbose: 0 });
  requireFitArgs({ validationData: [0, 0], sampleWeight: undefined, stepsPerEpoch: null });
});

Deno.test("arguments that tfjs does not implement are refused with a way out", () => {
  for (
    const [args, message] of [
      [{ sampleWeight: [1] }, /does not implement sampleWeight/],
      [{ stepsPerEpoch: 3 }, /does not implement stepsPerEpoch/],
      [{ validationSteps: 3 }, /does not implement validationSteps/],
      [{ shuffle: "batch" }, /does not implement shuffle: "batch"/],
      [{ validationData: [1, 2, 3] }, /weights in validationData/],
    ] as const
  ) {
    assert.throws(() => requireFitArgs(args), (error: Error & { hint?: string }) => {
      assert.match(error.message, message);
      assert.ok(error.hint);
      return true;
    });
  }
});

Deno.test("a batch size is a whole number from 1, a number of epochs one from 0", () => {
  for (const batchSize of [0, -1, 1.5, NaN, Infinity, "8", null]) {
    assert.throws(() => requireBatchSize("predict", batchSize), /Cannot predict: batchSize is/);
    assert.throws(() => requireFitArgs({ batchSize }), /Cannot fit: batchSize is/);
  }
  assert.throws(() => requireFitArgs({ epochs: 1.5 }), /epochs is 1.5/);
  for (const name of ["epochs", "initialEpoch"]) {
    assert.throws(() => requireFitArgs({ [name]: -1 }), {
      message: `Cannot fit: ${name} is -1`,
      hint: "Pass a whole number from 0",
    });
  }
  assert.throws(() => requireBatchSize("predict", 0), { hint: "Pass a whole number from 1" });
});
