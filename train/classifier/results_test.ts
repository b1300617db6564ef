import assert from "node:assert/strict";
import { join } from "node:path";
import { evaluate } from "../../infer/evaluate.ts";
import { classifierCurves, type ClassifierResults, writeClassifierResults } from "./results.ts";
import { createRunFolder, type EpochMetrics } from "../run_folder.ts";
import { sampleConfig } from "../testing/sample_run.ts";

const CLASSES = ["Bag", "Coat"];

const METRICS: EpochMetrics[] = [1, 2].map((epoch) => ({
  epoch,
  step: 10 * epoch,
  seconds: 1.5 * epoch,
  train: { loss: 1 / epoch, accuracy: 0.4 * epoch },
  val: { loss: 1.1 / epoch, accuracy: 0.3 * epoch },
  lr: 0.001,
}));

const RESULTS: ClassifierResults = {
  metrics: METRICS,
  test: evaluate(new Float32Array([2, 0, 3, 0, 0, 1]), new Uint8Array([0, 1, 1]), CLASSES),
  classes: CLASSES,
  parameters: 61_706,
  imagesPerSecond: 1234.5,
};

async function inRun(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await createRunFolder(folder);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("writeClassifierResults() writes summary, model card, and each figure as SVG and PNG", () =>
  inRun(async (folder) => {
    const summary = await writeClassifierResults(folder, sampleConfig(), RESULTS);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(join(folder, "summary.json"))), summary);
    assert.equal(summary.epochs, 2);
    assert.equal(summary.seconds, 3);
    assert.equal(summary.imagesPerSecond, 1235);
    assert.equal(summary.test.accuracy, 2 / 3);
    assert.deepEqual(summary.perClass.map(({ label, count }) => [label, count]), [
      ["Bag", 1],
      ["Coat", 2],
    ]);
    assert.match(
      await Deno.readTextFile(join(folder, "README.md")),
      new RegExp(`deno task infer --model ${folder} --input`),
    );
    for (const name of ["curves", "confusion"]) {
      const svg = await Deno.readTextFile(join(folder, "figures", `${name}.svg`));
      assert.match(svg, /^<svg[^]*<\/svg>\n?$/);
      const png = await Deno.readFile(join(folder, "figures", `${name}.png`));
      assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    }
    const all = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(all, ["README.md", "figures", "summary.json"]);
  }));

Deno.test("writeClassifierResults() marks every figure and text of a run on synthetic data", () =>
  inRun(async (folder) => {
    const dataset = { ...sampleConfig().dataset, synthetic: true, title: "Synthetic garments" };
    const summary = await writeClassifierResults(folder, sampleConfig({ dataset }), RESULTS);
    assert.equal(summary.synthetic, true);
    for (const name of ["README.md", "figures/curves.svg", "figures/confusion.svg"]) {
      assert.match(await Deno.readTextFile(join(folder, name)), /synthetic/i, name);
    }
  }));

Deno.test("classifierCurves() draws validation and test results where the metrics have them", () => {
  const without = METRICS.map(({ val: _, ...line }) => line);
  const withTest = METRICS.with(-1, { ...METRICS[1]!, test: { loss: 0.5, accuracy: 0.6 } });
  const trained = classifierCurves(sampleConfig(), without, "LeNet");
  assert.doesNotMatch(trained, />(validation|test)</);
  assert.match(trained, /over 2 epochs: Loss \(nats\) of train; Accuracy of train\./);
  assert.match(trained, />Fashion-MNIST, recipe default, seed 1</);
  const figure = classifierCurves(sampleConfig(), withTest, "LeNet");
  assert.match(figure, /validation/);
  assert.match(figure, /test/);
  assert.notEqual(figure, classifierCurves(sampleConfig(), METRICS, "LeNet"));
});
