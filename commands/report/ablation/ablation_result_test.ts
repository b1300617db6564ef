import assert from "node:assert/strict";
import { join } from "node:path";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { countFlops } from "../flops.ts";
import type { TrainedRun } from "../training/trained_run.ts";
import { epochsTo, TARGET, variantResults } from "./ablation_result.ts";
import { VARIANTS } from "./plan.ts";

Deno.test("epochsTo() interpolates linearly between epochs", () => {
  assert.equal(epochsTo(0.75, [0.25, 0.5, 1]), 2.5);
  assert.equal(epochsTo(0.85, [0.85, 0.9]), 1);
  assert.equal(epochsTo(0.85, [0.5, 0.85]), 2);
  assert.equal(epochsTo(0.85, [0.1, 0.2]), null);
});

Deno.test("epochsTo() starts at chance and returns the first time", () => {
  assert.equal(epochsTo(0.5, [0.9]), 0.5);
  assert.equal(epochsTo(0.75, [0.5, 1, 0.5, 1]), 1.5);
});

Deno.test("variantResults() collects the runs of each variant by their seeds", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const model = bandClassifier();
    const runs: TrainedRun[] = [];
    for (const seed of [2, 1]) {
      for (const { name, title } of VARIANTS) {
        const run = `${name}-${seed}`;
        await Deno.mkdir(join(folder, run));
        // The number of operations is counted in the model of the first seed alone.
        if (seed === 1) await Deno.writeFile(join(folder, run, "model.onnx"), model);
        const summary = { title, parameters: 100 * seed, test: { accuracy: 0.9 + seed / 100 } };
        runs.push({
          ...{ folder: join(folder, run), name: run, command: "", config: { model: name, seed } },
          metrics: [1 - seed / 4, 1].map((accuracy) => ({ val: { accuracy } })),
          summary,
        } as unknown as TrainedRun);
      }
    }
    const seconds = Object.fromEntries(VARIANTS.map(({ name }, i) => [name, [i, i + 1]]));
    const results = await variantResults(runs, seconds);
    assert.deepEqual(results.map(({ model }) => model), VARIANTS.map(({ name }) => name));
    for (const [i, { model: name, ...result }] of results.entries()) {
      const { epochsToTarget, flops, ...rest } = result;
      assert.equal(flops, await countFlops(model));
      assert.deepEqual(epochsToTarget, [0.75, 0.5].map((first) => epochsTo(TARGET, [first, 1])));
      assert.deepEqual(rest, {
        ...{ title: VARIANTS[i]!.title, parameters: 100, accuracy: [0.91, 0.92] },
        validation: [[0.75, 1], [0.5, 1]],
        secondsPerEpoch: [i, i + 1],
        runs: [`${name}-1`, `${name}-2`],
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
