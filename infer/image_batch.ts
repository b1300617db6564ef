// This module is browser compatible.
import { WeftError } from "../error.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

/**
 * Counts images by the number of their pixels.
 *
 * @param images [count,28,28].
 * @param verb The work that an error says cannot be done: `classify`.
 * @throws {WeftError} `usage` when these are not pixels, or the length is not a multiple of 784.
 */
export function countImages(images: Uint8Array | Float32Array, verb: string): number {
  if (!(images instanceof Uint8Array || images instanceof Float32Array)) {
    throw new WeftError(
      "usage",
      `Cannot ${verb}: expected pixels in a Uint8Array or a Float32Array`,
      "Read a PNG or JPEG with readImage first",
    );
  }
  const count = images.length / IMAGE_PIXELS;
  if (Number.isInteger(count)) return count;
  throw new WeftError(
    "usage",
    `Cannot ${verb} ${images.length} values: expected 784 (28 x 28) for each image`,
    "Resize each image to 28 x 28 grey levels",
  );
}

/**
 * Refuses what is no number of images in a batch.
 *
 * @throws {WeftError} `usage` when it is not a whole number of at least 1.
 */
export function requireBatchSize(batchSize: number, verb: string): void {
  if (Number.isSafeInteger(batchSize) && batchSize >= 1) return;
  throw new WeftError(
    "usage",
    `Cannot ${verb} in batches of ${batchSize}: expected a whole number of at least 1`,
    "Leave batchSize out for 256",
  );
}

/** The float of each grey level. A lookup is faster than a division and gives the same bits. */
const GREY_LEVELS = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/**
 * Fills `batch` with grey levels in 0..1, from `images[start]` on.
 *
 * @param images Grey levels 0..255 as bytes, or 0..1 as floats.
 * @param verb The work that an error says cannot be done: `classify`.
 * @throws {WeftError} `usage` when a float is outside 0..1.
 */
export function fillBatch(
  batch: Float32Array,
  images: Uint8Array | Float32Array,
  start: number,
  verb: string,
): void {
  if (images instanceof Uint8Array) {
    for (let i = 0; i < batch.length; i++) batch[i] = GREY_LEVELS[images[start + i]!]!;
    return;
  }
  for (let i = 0; i < batch.length; i++) {
    const value = images[start + i]!;
    if (!(value >= 0 && value <= 1)) {
      const image = Math.floor((start + i) / IMAGE_PIXELS);
      throw new WeftError(
        "usage",
        `Cannot ${verb} image ${image}: expected values in 0..1, got ${value}`,
        "Divide grey levels by 255, or give them as bytes (Uint8Array)",
      );
    }
    batch[i] = value;
  }
}
