import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { CompiledModel } from "./compiled_model.ts";
import type { FitPlan } from "./fit.ts";
import type { BatchDataset } from "./dataset.ts";
import { datasetFitPlan, evaluateDataset, type FitDatasetArgs } from "./fit_dataset.ts";
import { fitPlan } from "./fit_plan.ts";
import type { FitArgs } from "./fit_types.ts";
import { trainableOf } from "./layers_model.ts";
import { readTables } from "./read_tables.ts";
import { restorableGenerator } from "./restorable_generator.ts";

await tf.setBackend("cpu");

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: tf.train.sgd(0.125), loss: "meanSquaredError" });
const trainable = trainableOf(model);
/** The parts of a compiled model that a plan reads before it trains. */
const compiled = {
  labels: ["loss"],
  generator: restorableGenerator(1),
} as unknown as CompiledModel;

const tables = (rows: number) =>
  readTables(trainable, "Cannot fit", tf.ones([rows, 2]), tf.ones([rows, 1]));
const plan = (rows: number, args: FitArgs = {}) => fitPlan(trainable, compiled, tables(rows), args);

/** A dataset of batches with these numbers of rows. */
const dataset = (rows: readonly number[], size?: number): BatchDataset => ({
  iterator() {
    const left = rows.map((count) => ({ xs: tf.ones([count, 2]), ys: tf.ones([count, 1]) }));
    return Promise.resolve({ next: () => Promise.resolve({ value: left.shift() }) });
  },
  ...(size === undefined ? {} : { size }),
});
const datasetPlan = (rows: readonly number[], args: Partial<FitDatasetArgs> = {}, size?: number) =>
  datasetFitPlan(trainable, compiled, dataset(rows, size), { epochs: 1, ...args });

/** The calls of an epoch: rows of a batch, batches, and true after the last one. */
async function callsOf(given: FitPlan, most: number) {
  const epoch = await given.batches(0);
  const calls: [number, number, boolean][] = [];
  for (let run = await epoch.next(most); run; run = await epoch.next(most)) {
    calls.push([run.batchSize, run.count, epoch.isLast()]);
  }
  return { calls, isLast: epoch.isLast() };
}

const shared = ({ epochs, initialEpoch, batchSize, samples, steps, verbose }: FitPlan) => ({
  ...{ epochs, initialEpoch, batchSize, samples, steps, verbose },
});

Deno.test("a fit has the defaults of tfjs", () => {
  const given = plan(70);
  assert.deepEqual(shared(given), {
    ...{ epochs: 1, initialEpoch: 0, batchSize: 32, samples: 70, steps: null, verbose: 1 },
  });
  assert.equal(given.validate, undefined);
  assert.equal(given.rateAt(3), 0.125, "the optimizer's rate");
  const args = { epochs: 7, initialEpoch: 2, batchSize: 8, verbose: 0, learningRate: () => 0.5 };
  const changed = plan(70, args);
  assert.deepEqual(shared(changed), {
    ...{ epochs: 7, initialEpoch: 2, batchSize: 8, samples: 70, steps: null, verbose: 0 },
  });
  assert.equal(changed.rateAt(3), 0.5);
});

Deno.test("an epoch of rows is whole batches, as many as asked for, and the rest", async () => {
  const most = async (rows: number, count: number) => (await callsOf(plan(rows), count)).calls;
  assert.deepEqual(await most(70, 9), [[32, 2, false], [6, 1, true]]);
  assert.deepEqual(await most(70, 1), [[32, 1, false], [32, 1, false], [6, 1, true]]);
  assert.deepEqual(await most(64, 9), [[32, 2, true]]);
  assert.deepEqual(await most(5, 9), [[5, 1, true]]);
});

Deno.test("rows are in a new order in each epoch, unless shuffle is false", async () => {
  const orders = async (args: FitArgs) => {
    let draws = 0;
    const permutation = (rows: number) => {
      draws++;
      return Uint32Array.from({ length: rows }, (_, i) => rows - 1 - i);
    };
    const counting = { ...compiled, generator: { permutation } } as unknown as CompiledModel;
    const given = fitPlan(trainable, counting, tables(3), args);
    for (const epoch of [0, 1]) await given.batches(epoch);
    return draws;
  };
  assert.equal(await orders({}), 2);
  assert.equal(await orders({ shuffle: true }), 2);
  assert.equal(await orders({ shuffle: false }), 0);
});

Deno.test("validationSplit takes rows from the end, rounded as in tfjs", () => {
  for (const [rows, validationSplit, expected] of [[10, 0.25, 7], [10, 0.3, 7], [3, 0.5, 1]]) {
    const given = plan(rows!, { validationSplit: validationSplit! });
    assert.equal(given.samples, expected);
    assert.notEqual(given.validate, undefined);
  }
  assert.equal(plan(10, { validationSplit: 0 }).validate, undefined);
  for (const validationSplit of [-0.5, 1, 1.5, 0.01, 0.99]) {
    const left = Math.floor(10 * (1 - validationSplit));
    if (left > 0 && left < 10) continue;
    assert.throws(() => plan(10, { validationSplit }), {
      code: "usage",
      message:
        `Cannot fit: validationSplit ${validationSplit} leaves ${left} of 10 rows to train on`,
    });
  }
});

Deno.test("a fit of a dataset has the defaults of tfjs", async () => {
  const given = await datasetPlan([4, 4], {}, 2);
  assert.deepEqual(shared(given), {
    ...{ epochs: 1, initialEpoch: 0, batchSize: null, samples: null, steps: 2, verbose: 1 },
  });
  assert.equal(given.rateAt(3), 0.125);
  assert.equal(given.validate, undefined);
  assert.equal((await datasetPlan([4], {}, Infinity)).steps, null);
  assert.equal((await datasetPlan([4])).steps, null);
  const args = { batchesPerEpoch: 3, initialEpoch: 1, verbose: 0, learningRate: () => 0.5 };
  const changed = await datasetPlan([4], args, 2);
  assert.deepEqual(
    [changed.steps, changed.initialEpoch, changed.verbose, changed.rateAt(0)],
    [3, 1, 0, 0.5],
  );
});

Deno.test("an epoch of a dataset joins batches of equal size", async () => {
  const all = await callsOf(await datasetPlan([4, 4, 4, 2]), 9);
  assert.deepEqual(all, { calls: [[4, 3, false], [2, 1, false]], isLast: true });
  const two = await callsOf(await datasetPlan([4, 4, 4, 2]), 2);
  assert.deepEqual(two.calls, [[4, 2, false], [4, 1, false], [2, 1, false]]);
  const limited = await datasetPlan([4, 4, 4, 2], { batchesPerEpoch: 2 });
  assert.deepEqual(await callsOf(limited, 9), { calls: [[4, 2, true]], isLast: true });
  const next = await limited.batches(1);
  assert.equal((await next.next(1))!.batchSize, 4, "the next epoch goes on");
});

Deno.test("counts of a dataset are positive integers", async () => {
  for (const bad of [0, -1, 1.5]) {
    for (const name of ["epochs", "batchesPerEpoch"]) {
      await assert.rejects(datasetPlan([4], { [name]: bad }), {
        code: "usage",
        message: `Cannot fit: expected ${name} to be a positive integer, got ${bad}`,
      });
    }
    const batches = { batches: bad };
    const evaluated = evaluateDataset(trainable, compiled, "Cannot X", dataset([4]), batches);
    await assert.rejects(evaluated, {
      message: `Cannot X: expected batches to be a positive integer, got ${bad}`,
    });
  }
});
