import assert from "node:assert/strict";
import { classifierCard, type ClassifierSummary } from "./card.ts";
import { sampleConfig } from "../testing/sample_run.ts";

const SUMMARY: ClassifierSummary = {
  model: "lenet",
  title: "LeNet",
  dataset: "Fashion-MNIST",
  synthetic: false,
  parameters: 61_706,
  epochs: 5,
  seconds: 47.6,
  imagesPerSecond: 5_873,
  provider: "cpu",
  test: { loss: 0.28271, accuracy: 0.8975 },
  perClass: [
    { label: "Bag", precision: 0.98, recall: 0.97, f1: 0.975, count: 1_000 },
    { label: "Coat", precision: 0.8, recall: 0.85, f1: 0.824, count: 1_000 },
  ],
};

const COMMANDS = {
  repeat: "deno task train --seed 1",
  use: "deno task infer --model runs/a",
  settings: "config.json",
};

Deno.test("classifierCard() has the title, the scores, the settings and the command for use", () => {
  const card = classifierCard(SUMMARY, sampleConfig(), COMMANDS);
  for (
    const part of [
      "# LeNet on Fashion-MNIST",
      "**89.75 %**",
      "0.2827 nats",
      "61,706 parameters, 5 epochs in 48 s on cpu",
      "](figures/curves.svg)",
      "](figures/confusion.svg)",
      "[batch, 2]",
      "flips, shifts of up to 1 px",
      "hashes verified",
      "`deno task train --seed 1`",
      "deno task infer --model runs/a\n",
      "| Coat | 80.00 % | 85.00 % | 82.40 % | 1000 |",
    ]
  ) assert.ok(card.includes(part), `${part} is not in\n${card}`);
  assert.doesNotMatch(card, /Synthetic|undefined|NaN/);
});

Deno.test("classifierCard() warns of synthetic data before the first number", () => {
  const dataset = { ...sampleConfig().dataset, synthetic: true, verified: false };
  const card = classifierCard({ ...SUMMARY, synthetic: true }, sampleConfig({ dataset }), COMMANDS);
  const notice = card.indexOf("> **Synthetic data.**");
  assert.ok(notice > 0 && notice < card.indexOf("Test accuracy"));
  assert.doesNotMatch(card, /hashes verified/);
});

Deno.test("classifierCard() says none where no image was augmented", () => {
  const config = sampleConfig({ augmentation: { flip: false, shift: 0 } });
  assert.match(classifierCard(SUMMARY, config, COMMANDS), /\| augmentation \| none \|/);
});
