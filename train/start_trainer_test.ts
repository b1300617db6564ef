import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compileStep, targets } from "../compiler/mod.ts";
import { RUNTIMES } from "../tests/conformance/runtimes.ts";
import { needs } from "../tests/needs.ts";
import { assertSameBytes } from "../tests/same_bytes.ts";
import { compileClassifier } from "./classifier/compile.ts";
import type { Chunk } from "./chunks.ts";
import { startTrainer } from "./create_trainer.ts";
import { bandImages, sampleConfig, smallClassifier } from "./testing/sample_run.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const BATCH = 10, STEPS = 3;
const config = sampleConfig({ model: "small", dropout: 0 });
const { step } = compileClassifier(smallClassifier, 10, config, BATCH, targets.portable);
const { images, labels } = bandImages(BATCH * STEPS);

/** A chunk of the steps from `first` on. */
function chunk(first: number, count: number): Chunk {
  const of = (values: Uint8Array, size: number) =>
    values.subarray(first * BATCH * size, (first + count) * BATCH * size);
  const learningRate = new Float32Array(count).fill(0.01);
  return { count, inputs: { image: of(images, IMAGE_PIXELS), label: of(labels, 1), learningRate } };
}

/** Runs chunks one after another; returns all losses, and the state at the end. */
async function runAll(backend: "cpu" | "wasm" | "webgpu", chunks: readonly Chunk[]) {
  await RUNTIMES[backend].load(); // names a driver where there is none
  const trainer = await startTrainer(step, { backend, threads: 1 });
  try {
    const losses: number[] = [];
    for (const { count, inputs } of chunks) {
      losses.push(...(await trainer.runMany(count, inputs)).loss!);
    }
    return { losses, state: await trainer.readState() };
  } finally {
    await trainer.close();
  }
}

for (const backend of ["cpu", "wasm", "webgpu"] as const) {
  Deno.test({
    name: `steps in one chunk give the same bytes as steps one by one, on ${backend}`,
    ...needs(...backend === "webgpu" ? ["WebGPU" as const] : []),
    fn: async () => {
      const together = await runAll(backend, [chunk(0, STEPS)]);
      const apart = await runAll(backend, [chunk(0, 1), chunk(1, 1), chunk(2, 1)]);
      assert.deepEqual(together.losses, apart.losses);
      for (const [name, { data }] of together.state) {
        assertSameBytes(data, apart.state.get(name)!.data, name);
      }
      const { losses } = await runAll("cpu", [chunk(0, STEPS)]);
      assert.equal(new Set(losses).size, STEPS);
      losses.forEach((loss, i) => {
        // Sums of 784 products in another order: some units in the last place, 6e-8 each.
        assert.ok(Math.abs(together.losses[i]! - loss) <= 1e-5 * loss, `${together.losses}`);
      });
    },
  });
}

/** A step whose outputs are the means of two dropouts, and a weight that counts the steps. */
function compileDropouts() {
  const weight = tf.variable(tf.scalar(0), true, "weight");
  const step = compileStep(({ x }) => {
    weight.assign(tf.add(weight, 1));
    return { a: tf.mean(tf.dropout(x!, 0.5)), b: tf.mean(tf.dropout(x!, 0.25)) };
  }, { x: { shape: [100], dtype: "float32" } });
  weight.dispose();
  return step;
}

Deno.test("a trainer leaves disposed variables alone", async () => {
  const step = compileDropouts();
  const { numTensors } = tf.memory();
  const trainer = await startTrainer(step, { backend: "cpu", threads: 1 });
  await trainer.run({ x: 1 });
  await trainer.writeBack();
  await trainer.close();
  assert.equal(tf.memory().numTensors, numTensors);
});

Deno.test("the random numbers of a step do not depend on the grouping of steps", async () => {
  const step = compileDropouts();
  const runAll = async (...counts: number[]) => {
    const trainer = await startTrainer(step, { backend: "cpu", threads: 1, seed: 3 });
    const outputs: Record<string, number[]> = { a: [], b: [] };
    for (const count of counts) {
      const { a, b } = await trainer.runMany(count, { x: 1 });
      outputs.a!.push(...a!);
      outputs.b!.push(...b!);
    }
    await trainer.close();
    return outputs;
  };
  const expected = await runAll(4);
  assert.equal(new Set([...expected.a!, ...expected.b!]).size, 8);
  for (const counts of [[1, 1, 1, 1], [3, 1], [1, 3]]) {
    assert.deepEqual(await runAll(...counts), expected);
  }
});

for (const backend of ["cpu", "webgpu"] as const) {
  Deno.test({
    name: `a trainer goes on from a state that another one has read, on ${backend}`,
    ...needs(...backend === "webgpu" ? ["WebGPU" as const] : []),
    fn: async () => {
      await RUNTIMES[backend].load();
      const step = compileDropouts();
      const trainers = [1, 2].map((seed) => startTrainer(step, { backend, seed }));
      const [first, second] = await Promise.all(trainers);
      const weight = async (trainer = first!) => (await trainer.readState()).get("weight")!.data[0];
      // The variable is disposed: the step starts with the numbers it was compiled with.
      assert.equal(await weight(), 0);
      await first!.runMany(3, { x: 1 });
      assert.equal(await weight(), 3);
      second!.setState(await first!.readState());
      await second!.runMany(2, { x: 1 });
      assert.equal(await weight(second), 5);
      assert.equal(await weight(), 3);
      await first!.close();
      await second!.close();
    },
  });
}
