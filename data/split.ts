// This module is browser compatible.

import { WeftError } from "../error.ts";
import type { LabelledImages } from "./dataset.ts";

/**
 * The first `count` images, as views of the same memory; all images when there are fewer.
 *
 * @throws {WeftError} `usage` when `count` is not a positive integer.
 *
 * @example
 * ```ts
 * const images = { images: new Uint8Array(5 * 784), labels: new Uint8Array(5), count: 5 };
 * console.assert(take(images, 2).images.length === 2 * 784);
 * ```
 */
export function take(images: LabelledImages, count: number): LabelledImages {
  if (!Number.isInteger(count) || count < 1) {
    throw new WeftError(
      "usage",
      `Cannot take the first images: expected a positive integer, got ${count}`,
      "Ask for at least one image",
    );
  }
  return slice(images, 0, Math.min(count, images.count));
}

/**
 * Splits off the last `count` images for validation. Both parts are views of the same memory. The
 * validation images do not depend on the seed, so that runs can be compared.
 *
 * @throws {WeftError} `usage` when `count` is not an integer from 0 to one less than there are.
 *
 * @example
 * ```ts
 * const images = { images: new Uint8Array(5 * 784), labels: new Uint8Array(5), count: 5 };
 * const { train, validation } = splitValidation(images, 2);
 * console.assert(train.count === 3 && validation.count === 2);
 * ```
 */
export function splitValidation(
  images: LabelledImages,
  count: number,
): { train: LabelledImages; validation: LabelledImages } {
  if (!Number.isInteger(count) || count < 0 || count >= images.count) {
    throw new WeftError(
      "usage",
      `Cannot split off validation images: expected an integer from 0 to ${
        Math.max(0, images.count - 1)
      } for ${images.count} images, got ${count}`,
      "Choose a smaller number, so that images remain to train on",
    );
  }
  const boundary = images.count - count;
  return { train: slice(images, 0, boundary), validation: slice(images, boundary, images.count) };
}

function slice({ images, labels, count }: LabelledImages, from: number, to: number) {
  const pixels = count === 0 ? 0 : images.length / count;
  return {
    images: images.subarray(from * pixels, to * pixels),
    labels: labels.subarray(from, to),
    count: to - from,
  };
}
