import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { targets } from "../compiler/mod.ts";
import { say } from "../tests/command.ts";
import { RUNTIMES } from "../tests/conformance/runtimes.ts";
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
  const missing = RUNTIMES[backend].missing();
  if (missing !== undefined) say(`no step is run on ${backend}: ${missing}`);
  Deno.test({
    name: `steps in one chunk give the same bytes as steps one by one, on ${backend}`,
    ignore: missing !== undefined,
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
