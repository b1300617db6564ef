// This module is browser compatible.
import type { Model } from "./load_model.ts";
import { runLogits, type RunOptions } from "./run_logits.ts";
import { argmax, softmax } from "./softmax.ts";

/** What a classifier says of one image. */
export interface Classification {
  /** The name of the most probable class. */
  readonly label: string;
  /** Its index. */
  readonly index: number;
  /** Its probability, 0..1. */
  readonly probability: number;
  /** The probability of every class, in the order of `model.labels`. */
  readonly probabilities: Float32Array;
}

/**
 * Says what is on each image.
 *
 * @param model The classifier, from `loadModel`.
 * @param images [count,28,28], light garments on black: grey levels 0..255 as bytes, or 0..1 as floats.
 * @returns One classification for each image.
 * @throws {WeftError} `usage` when the length is not a multiple of 784 or a float is outside 0..1.
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
 * Reads classifications off logits that are there already.
 *
 * @param logits [count, labels.length].
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
