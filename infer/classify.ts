// This module is browser compatible.
import type { Model } from "./load_model.ts";
import { runLogits, type RunOptions } from "./run_logits.ts";
import { argmax, softmax } from "./softmax.ts";

/** A classifier's prediction for one image. */
export interface Classification {
  /** The name of the most probable class. */
  readonly label: string;
  /** The index of that class. */
  readonly index: number;
  /** The probability of that class, 0..1. */
  readonly probability: number;
  /** The probability of every class, in the order of `model.labels`. */
  readonly probabilities: Float32Array;
}

/**
 * Classifies images.
 *
 * @param model The classifier, from `loadModel`.
 * @param images [count,28,28], light garments on black: grey levels 0..255 as bytes, or 0..1 as
 * floats.
 * @returns A classification for each image.
 * @throws {WeftError} `usage` when the length is not a multiple of 784, a float is outside 0..1, or
 * the model is closed; `model` or `runtime` when it cannot compute.
 *
 * @example
 * ```ts ignore
 * const [{ label, probability }] = await classify(model, image);
 * ```
 */
export async function classify(
  model: Model,
  images: Uint8Array | Float32Array,
  options: Omit<RunOptions, "embedding"> = {},
): Promise<Classification[]> {
  const { logits } = await runLogits(model, images, { ...options, embedding: false });
  return classifyLogits(logits, model.labels);
}

/**
 * Turns logits into classifications.
 *
 * @param logits [count, labels.length].
 * @param labels The name of each class.
 *
 * @example
 * ```ts
 * const [result] = classifyLogits(new Float32Array([0, 5]), ["Bag", "Coat"]);
 * console.assert(result!.label === "Coat" && result!.probability > 0.99);
 * ```
 */
export function classifyLogits(
  logits: Float32Array,
  labels: readonly string[],
): Classification[] {
  const classes = labels.length;
  const all = softmax(logits, classes);
  return Array.from({ length: logits.length / classes }, (_, image) => {
    const index = argmax(logits, image * classes, classes);
    const probabilities = all.subarray(image * classes, (image + 1) * classes);
    return { label: labels[index]!, index, probability: probabilities[index]!, probabilities };
  });
}
