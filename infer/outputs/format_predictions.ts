// This module is browser compatible.
import { csvText } from "../../cli/csv.ts";
import type { Classification } from "../classify.ts";

/** One classified image, ready to be printed. */
export interface Prediction extends Classification {
  /** Where the image came from: a path, or its index in a data set. */
  readonly image: string;
  /** The name of its true class, where it is known. */
  readonly truth?: string;
}

const BAR_WIDTH = 20;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Writes a prediction for a reader: the image, then its most probable classes with bars.
 *
 * @param labels The name of every class.
 * @param top How many classes to show. Default 3.
 *
 * @example
 * ```ts
 * const probabilities = new Float32Array([0.25, 0.75]);
 * const prediction = { image: "a.png", label: "Coat", index: 1, probability: 0.75, probabilities };
 * console.assert(predictionText(prediction, ["Bag", "Coat"]).startsWith("a.png\n  Coat   75.0 %  ███"));
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
    .slice(0, top);
  const width = Math.max(...labels.map((label) => label.length));
  const lines = ranked.map(({ label, probability }) => {
    const percent = (100 * probability).toFixed(1).padStart(5);
    return `  ${label.padEnd(width)}  ${percent} %  ${bar(probability)}`.trimEnd();
  });
  return [prediction.image, ...lines].join("\n") + "\n";
}

/** One line a prediction, for many of them: image, label, percent, separated by tabs. */
export function predictionLine({ image, label, probability }: Prediction): string {
  return `${image}\t${label}\t${(100 * probability).toFixed(1)} %\n`;
}

/**
 * What `--json` prints of a prediction: six decimals, every class by name.
 *
 * @param embedding Its features, where they were asked for.
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
 * Writes predictions as CSV: image, label, probability, truth where it is known, then the
 * probability of each class in a column of its name.
 */
export function predictionsCsv(
  predictions: readonly Prediction[],
  labels: readonly string[],
): string {
  const hasTruth = predictions.some(({ truth }) => truth !== undefined);
  const head = ["image", "label", "probability", ...(hasTruth ? ["truth"] : []), ...labels];
  const rows = predictions.map(({ image, label, probability, truth, probabilities }) => [
    image,
    label,
    probability.toFixed(6),
    ...(hasTruth ? [truth ?? ""] : []),
    ...Array.from(probabilities, (value) => value.toFixed(6)),
  ]);
  return csvText([head, ...rows]);
}

function bar(fraction: number): string {
  const eighths = Math.round(fraction * BAR_WIDTH * 8);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

function sixDecimals(value: number): number {
  return Number(value.toFixed(6));
}
