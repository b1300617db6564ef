import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../../data/image.ts";
import type { Prediction } from "../../../infer/outputs/format_predictions.ts";
import { imageGrid } from "../../../viz/mod.ts";
import { type Figure, figuresIn, plainText, tablesIn } from "../document/document.ts";
import { classifierResult, classifierRun } from "../testing/sample_trained_runs.ts";
import { classifierBlocks } from "./classifier_blocks.ts";

const CLASSES = ["Bag", "Coat", "Boot"];
const ARCHITECTURE: Figure = {
  ...{ kind: "figure", name: "lenet-architecture", svg: "", dark: "", caption: "" },
};

const METRICS = [1, 2].map((epoch) => ({
  ...{ epoch, step: 10 * epoch, seconds: epoch, lr: 0.001 },
  train: { loss: 1, accuracy: 0.5 },
}));

/** Images of one grey level each. */
const IMAGES = Uint8Array.from(
  { length: 15 * IMAGE_PIXELS },
  (_, i) => 10 + 10 * Math.floor(i / IMAGE_PIXELS),
);

/** Blocks of a classifier whose image `#mistake` of 15, of each class in turn, is mistaken. */
function blocksOf(
  mistake: number,
  scores: { accuracy?: number; confidence?: number } = {},
  count = 15,
) {
  const predictions = Array.from({ length: count }, (_, i): Prediction => {
    const index = i === mistake ? (i + 1) % 3 : i % 3;
    const probabilities = new Float32Array(3).fill(0.1).fill(0.8, index, index + 1);
    const truth = CLASSES[i % 3]!;
    return { image: `${i}`, index, label: CLASSES[index]!, probability: 0.8, probabilities, truth };
  });
  const perClass = CLASSES.map((label, i) => ({
    ...{ label, precision: 0.75, recall: 0.5, f1: [0.61, 0.734, 0.456][i]!, count: 5 },
  }));
  const { accuracy = 0.91, confidence = 0.907 } = scores;
  return classifierBlocks(
    { ...classifierRun("lenet", "LeNet"), metrics: METRICS },
    { ...classifierResult("lenet", "LeNet", accuracy), confidence },
    {
      ...{ model: "LeNet", source: "15 images", synthetic: false, classes: CLASSES, predictions },
      images: IMAGES,
      evaluation: { loss: 0.3, accuracy, perClass, confusion: new Uint32Array(9) },
    },
    ARCHITECTURE,
  );
}

function textOf(scores: { accuracy?: number; confidence?: number }): string {
  const paragraph = blocksOf(-1, scores).find((block) => block.kind === "paragraph");
  return plainText(paragraph!.text);
}

Deno.test("the text on a classifier has its accuracy, best and worst class and calibration", () => {
  assert.equal(
    textOf({}),
    "LeNet classifies 91.00 % of the test images correctly (95 % confidence interval 90.00 % to " +
      "93.00 %) and 900 of them incorrectly. Its best class is Coat (F1 73.4 %), its worst Boot " +
      "(F1 45.6 %). The mean probability of the predicted class is 90.7 %, which is within 0.5 " +
      "points of the accuracy.",
  );
  assert.match(textOf({ confidence: 0.95 }), /is 95\.0 %, which is 4\.0 points above the accuracy/);
  assert.match(textOf({ confidence: 0.904 }), /which is 0\.6 points below the accuracy/);
});

Deno.test("the scores of a classifier are a table with a row for each class", () => {
  const [table] = tablesIn(blocksOf(-1));
  assert.deepEqual([table!.name, table!.columns.map(({ align }) => align)], [
    "lenet-per-class",
    [undefined, "right", "right", "right", "right"],
  ]);
  assert.deepEqual(table!.rows[1], ["Coat", "75.00 %", "50.00 %", "73.40 %", "5"]);
});

Deno.test("the figures of a classifier have its mistakes only where there are any", () => {
  const names = (mistake: number) => figuresIn(blocksOf(mistake)).map(({ name }) => name);
  const all = ["architecture", "curves", "confusion", "per-class", "calibration", "samples"];
  assert.deepEqual(names(-1), all.map((name) => `lenet-${name}`));
  assert.deepEqual(names(4), [...all, "mistakes"].map((name) => `lenet-${name}`));
});

Deno.test("the samples are the first four images of each class, a column for each class", () => {
  const samples = (count: number) =>
    figuresIn(blocksOf(-1, {}, count)).find(({ name }) => name === "lenet-samples")!.svg;
  const svg = samples(15);
  const grid = (count: number) =>
    imageGrid(IMAGES.subarray(0, count * IMAGE_PIXELS), {
      ...{ title: "LeNet: predictions of the first images", subtitle: "15 images", columns: 3 },
      captions: Array.from({ length: count }, (_, i) => {
        const name = CLASSES[i % 3]!;
        return { name: `#${i}`, predicted: name, probability: 0.8, truth: name };
      }),
    });
  assert.equal(svg, grid(12));
  assert.equal(samples(7), grid(7), "two classes have two images");
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);
  assert.deepEqual(
    texts.slice(2),
    Array.from({ length: 12 }, (_, i) => [CLASSES[i % 3], `#${i}`]).flat(),
  );
  assert.match(svg, /viewBox="0 0 464 628"/);
});
