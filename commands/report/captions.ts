// This module is browser compatible.

import type { Dataset } from "../../data/dataset.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { Inline, Text } from "./document/document.ts";
import type { TrainedRun } from "./training/trained_run.ts";

/** A caption that ends with the run, its recipe, its seed and its epochs. */
export function runCaption(sentence: string, { name, config }: TrainedRun): Text {
  const { recipe, seed, epochs } = config;
  const parts: Inline[] = [
    `${sentence} Run `,
    { code: name },
    `: recipe ${recipe}, seed ${seed}, ${epochs} ${epochs === 1 ? "epoch" : "epochs"}.`,
  ];
  return parts;
}

/** A dataset and a number of its test images: `Fashion-MNIST, 10,000 test images`. */
export function testImagesText({ title, test }: Dataset, count = test.count): string {
  return `${title}, ${formatCount(count)} test images`;
}
