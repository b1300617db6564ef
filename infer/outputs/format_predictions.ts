// This module is browser compatible.
import { csvText } from "../../cli/csv.ts";
import { oneLine } from "../../cli/visible.ts";
import type { Classification } from "../classify.ts";

/** A classification with the name of its image. */
export interface Prediction extends Classification {
  /** The path of the image, or its index in a data set. */
  readonly image: string;
  /** The name of its true class; `undefined` when it is not known. */
  readonly truth?: string;
}

const BAR_WIDTH = 20;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Formats a prediction as text: the image, then its most probable classes with bars.
 *
 * @param labels The name of every class.
 * @param top The number of classes to show. Default 3.
 *
 * @example
 * ```ts
 * const probabilities = new Float32Array([0.25, 0.75]);
 * const best = { label: "Coat", index: 1, probability: 0.75 };
 * const text = predictionText({ image: "a.png", ...best, probabilities }, ["Bag", "Coat"]);
 * console.assert(text.startsWith("a.png\n  Coat   75.0 %  ███"));
 * ```
 */
export function predictionText(
  prediction: Prediction,
  labels: readonly string[],
  top = 3,
): string {
  const ranked = labels
    .map((label, i) => ({ label, probability: prediction.probabilities[i]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top)
    .map(({ label, probability }) => ({ label: oneLine(label), probability }));
  const width = labels.reduce((longest, label) => Math.max(longest, oneLine(label).length), 0);
  const lines = ranked.map(({ label, probability }) => {
    const percent = (100 * probability).toFixed(1).padStart(5);
    return `  ${label.padEnd(width)}  ${percent} %  ${bar(probability)}`.trimEnd();
  });
  return [oneLine(prediction.image), ...lines].join("\n") + "\n";
}

/** Formats a prediction as one line: image, label and percent, separated by tabs. */
export function predictionLine({ image, label, probability }: Prediction): string {
  return `${oneLine(image)}\t${oneLine(label)}\t${(100 * probability).toFixed(1)} %\n`;
}

/**
 * Formats a prediction for `--json`: six decimals, and the probability of every class by name.
 *
 * @param labels The name of every class.
 * @param embedding The embedding of the image, which is printed when it is given.
 */
export function predictionJson(
  prediction: Prediction,
  labels: readonly string[],
  embedding?: Float32Array,
): Record<string, unknown> {
  const { image, label, index, probability, truth, probabilities } = prediction;
  return {
    image,
    label,
    index,
    probability: sixDecimals(probability),
    ...(truth === undefined ? {} : { truth }),
    probabilities: Object.fromEntries(
      labels.map((name, i) => [name, sixDecimals(probabilities[i]!)]),
    ),
    ...(embedding ? { embedding: Array.from(embedding) } : {}),
  };
}

/**
 * Formats predictions as CSV: image, label, probability, truth when one is known, then the
 * probability of each class in a column of its name.
 */
export function predictionsCsv(
  predictions: readonly Prediction[],
  labels: readonly string[],
): string {
  const hasTruth = predictions.some(({ truth }) => truth !== undefined);
  const header = ["image", "label", "probability", ...(hasTruth ? ["truth"] : []), ...labels];
  const rows = predictions.map(({ image, label, probability, truth, probabilities }) => [
    image,
    label,
    probability.toFixed(6),
    ...(hasTruth ? [truth ?? ""] : []),
    ...Array.from(probabilities, (value) => value.toFixed(6)),
  ]);
  return csvText([header, ...rows]);
}

function bar(fraction: number): string {
  const eighths = Math.round(fraction * BAR_WIDTH * 8);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

function sixDecimals(value: number): number {
  return Number(value.toFixed(6));
}
