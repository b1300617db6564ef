import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { batchReader, isDataset, joinBatches } from "./dataset.ts";
import { trainableOf } from "./layers_model.ts";

await tf.setBackend("cpu");

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });

/** A batch whose numbers go on from `from`. */
const batch = (rows: number, from = 0) => ({
  xs: tf.range(from, from + 2 * rows).reshape([rows, 2]),
  ys: tf.range(-from, -from - rows, -1).reshape([rows, 1]),
});

function reader(...values: unknown[]) {
  const next = () => Promise.resolve({ value: values.shift(), done: values.length === 0 });
  return batchReader(trainableOf(model), "Cannot fit", { next });
}

Deno.test("a reader takes as many batches as are asked for, of equal shapes only", async () => {
  const batches = reader(batch(3), batch(3), batch(3), batch(2), batch(3), null);
  const take = async (most: number) =>
    (await batches.take(most)).map(({ x, y }) => [x[0]!.rows, y[0]!.rows]);
  assert.deepEqual(await take(2), [[3, 3], [3, 3]]);
  assert.deepEqual(await take(2), [[3, 3]], "the next one is smaller");
  assert.deepEqual(await take(2), [[2, 2]]);
  assert.deepEqual(await take(2), [[3, 3]]);
  assert.deepEqual(await take(2), []);
});

Deno.test("a reader gives batches one by one, and a batch that take() held first", async () => {
  const batches = reader(batch(3), batch(2, 6), undefined);
  await batches.take(5);
  assert.deepEqual([...(await batches.next())!.x[0]!.data], [6, 7, 8, 9]);
  assert.equal(await batches.next(), undefined);
});

Deno.test("a reader tells batches of other types apart", async () => {
  const { xs, ys } = batch(2);
  const bytes = { data: Uint8Array.of(1, 2, 3, 4), shape: [2, 2] };
  const scaled = { ...bytes, scale: 0.5 };
  const batches = reader({ xs, ys }, { xs: bytes, ys: ys.clone() }, { xs: scaled, ys: ys.clone() });
  for (let i = 0; i < 3; i++) assert.equal((await batches.take(3)).length, 1);
});

Deno.test("a reader disposes of the tensors of a batch, also of one that it refuses", async () => {
  const { numTensors } = tf.memory();
  await reader({ xs: { dense_input: tf.ones([2, 2]) }, ys: [tf.ones([2, 1])] }).next()
    .catch(() => {});
  await assert.rejects(reader({ xs: tf.ones([2, 3]), ys: tf.ones([2, 1]) }).next(), /shape/);
  assert.equal(tf.memory().numTensors, numTensors);
});

Deno.test("an element without inputs or targets is refused", async () => {
  for (const value of [{}, { xs: tf.ones([2, 2]) }, { ys: tf.ones([2, 1]) }, [1, 2], 0]) {
    await assert.rejects(reader(value).next(), {
      code: "usage",
      message: "Cannot fit: expected the dataset to have elements { xs, ys }",
    });
  }
});

Deno.test("joined batches follow one another, and a single one is not copied", async () => {
  const batches = await reader(batch(2), batch(2, 4), batch(2, 8), null).take(9);
  const { x: [x], y: [y] } = joinBatches(batches);
  assert.deepEqual([x!.rows, x!.shape, y!.rows, y!.shape], [6, [2], 6, [1]]);
  assert.deepEqual([...x!.data], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.deepEqual([...y!.data].map(Math.abs), [0, 1, 4, 5, 8, 9]);
  assert.equal(joinBatches(batches.slice(0, 1)), batches[0]);
});

Deno.test("isDataset() goes by the method iterator", () => {
  assert.equal(isDataset(tf.data.array([1])), true);
  assert.equal(isDataset([tf.ones([1]), tf.ones([1])]), false);
});
