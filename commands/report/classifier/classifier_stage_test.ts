import assert from "node:assert/strict";
import { join } from "node:path";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { bandImages } from "../../../train/testing/sample_run.ts";
import { wilson } from "../../../viz/quality/wilson.ts";
import { figuresIn } from "../document/document.ts";
import { sampleOptions } from "../testing/sample_report.ts";
import { classifierRun } from "../testing/sample_trained_runs.ts";
import { stageContext } from "../testing/stage_context.ts";
import type { ClassifierResult } from "./classifier_result.ts";
import { classifierStage } from "./classifier_stage.ts";

const COUNT = 605;

const METRICS = [
  { epoch: 1, step: 10, seconds: 1, lr: 0.001, train: { loss: 1, accuracy: 0.5 } },
];

/** Runs the stage on images with a band for their class, of which the first has a wrong label. */
async function runStage(quick: boolean, signal = new AbortController().signal) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "model.onnx"), bandClassifier());
    const test = bandImages(COUNT);
    test.labels[0] = (test.labels[0]! + 1) % 10;
    const { dataset, ...rest } = sampleOptions({ quick });
    const classes = Array.from({ length: 10 }, (_, i) => `band ${i}`);
    const options = { ...rest, dataset: { ...dataset, test, classes } };
    const needs = {
      "train-lenet": { ...classifierRun("lenet", "LeNet"), folder, metrics: METRICS },
    };
    const context = stageContext(needs, { options, signal });
    return { ...await classifierStage(options, "lenet").run(context), context };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the stage has the scores of all test images, and images of some in a quick report", async () => {
  const { data, blocks, files, context } = await runStage(true);
  const { interval, loss, confidence, flops, ...scores } = data as ClassifierResult;
  const accuracy = (COUNT - 1) / COUNT;
  assert.deepEqual(scores, { model: "lenet", title: "LeNet", images: COUNT, accuracy });
  assert.deepEqual(interval, wilson(COUNT - 1, COUNT));
  assert.ok(loss > 0 && confidence > 0.9 && confidence < 1, `${loss} ${confidence}`);
  assert.equal(flops, 14 * (2 * 784 - 1) + 10 * (2 * 14 - 1));
  assert.deepEqual(figuresIn(blocks).map(({ name }) => name), [
    ...["lenet-architecture", "lenet-curves", "lenet-confusion", "lenet-per-class"],
    ...["lenet-calibration", "lenet-samples", "lenet-mistakes"],
  ]);
  const text = (path: string) =>
    new TextDecoder().decode(files!.find((file) => file.path === path)!.bytes);
  const predictions = text("images/lenet/predictions.csv").trim().split("\n");
  assert.equal(predictions.length, 1 + 600);
  assert.match(text("images/lenet/index.html"), /600 test images/);
  const shares = context.reported.map(([share]) => share);
  assert.equal(shares.at(-1), 1);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
  assert.ok(shares.includes(0.1), "the classification is a tenth");
});

Deno.test("the stage stops at an abort", async () => {
  await assert.rejects(runStage(true, AbortSignal.abort(new Error("stopped"))), /stopped/);
});
