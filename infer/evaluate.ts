// This module is browser compatible.
import { WeftError } from "../error.ts";
import { argmax, logSumExp } from "./softmax.ts";

/** The scores of a classifier on one class. A ratio with denominator 0 is 0. */
export interface ClassScore {
  readonly label: string;
  /** The share of right images among those predicted as this class, 0..1. */
  readonly precision: number;
  /** The share of right images among those of this class, 0..1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall. */
  readonly f1: number;
  /** The number of images of this class. */
  readonly count: number;
}

/** The scores of a classifier on labelled images. */
export interface Evaluation {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** The share of images that are classified right, 0..1. */
  readonly accuracy: number;
  /** The scores of each class. */
  readonly perClass: readonly ClassScore[];
  /** [classes, classes]: counts, a row for each true class and a column for each predicted one. */
  readonly confusion: Uint32Array;
}

/** The most classes of an evaluation: its confusion matrix then has 64 MB. */
const MAX_CLASSES = 4096;

/**
 * Compares logits with labels.
 *
 * @param logits [count, classes.length].
 * @param labels Class numbers, [count].
 * @param classes The name of each class.
 * @throws {WeftError} `usage` when the lengths do not match, there is no image, a label has no
 * class, or there are more than 4096 classes.
 *
 * @example
 * ```ts
 * const logits = new Float32Array([2, 0, 3, 0]), labels = new Uint8Array([0, 1]);
 * const { accuracy } = evaluate(logits, labels, ["Bag", "Coat"]);
 * console.assert(accuracy === 0.5);
 * ```
 */
export function evaluate(
  logits: Float32Array,
  labels: Uint8Array,
  classes: readonly string[],
): Evaluation {
  const width = classes.length, count = labels.length;
  if (count === 0 || logits.length !== count * width) {
    throw new WeftError(
      "usage",
      `Cannot evaluate ${logits.length} logits: expected ${width} for each of ${count} labels`,
      "Give the logits and the labels of the same images, one or more",
    );
  }
  if (width > MAX_CLASSES) {
    throw new WeftError(
      "usage",
      `Cannot evaluate ${width} classes: a confusion matrix has at most ${MAX_CLASSES}`,
      "Use a model of the classes that the labels name",
    );
  }
  const confusion = new Uint32Array(width * width);
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const truth = labels[i]!;
    if (truth >= width) {
      throw new WeftError(
        "usage",
        `Cannot evaluate image ${i}: its label is ${truth}, the model has ${width} classes`,
        "Use the data that the model was trained for",
      );
    }
    loss += logSumExp(logits, i * width, width) - logits[i * width + truth]!;
    confusion[truth * width + argmax(logits, i * width, width)]! += 1;
  }
  const sum = (cell: (i: number) => number) =>
    classes.reduce((total, _, i) => total + confusion[cell(i)]!, 0);
  const perClass = classes.map((label, c) => {
    const right = confusion[c * width + c]!;
    const actual = sum((i) => c * width + i), called = sum((i) => i * width + c);
    const precision = right / Math.max(1, called), recall = right / Math.max(1, actual);
    const f1 = right === 0 ? 0 : 2 * precision * recall / (precision + recall);
    return { label, precision, recall, f1, count: actual };
  });
  const accuracy = sum((i) => i * width + i) / count;
  return { loss: loss / count, accuracy, perClass, confusion };
}
