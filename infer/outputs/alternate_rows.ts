// This module is browser compatible.
import { countImages } from "../image_batch.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/**
 * Arranges two sets of images in alternate rows of a grid: a row of the first set, below it the
 * matching row of the second set, and so on. The last two rows are filled up with black images.
 *
 * @param upper [count,28,28], grey levels 0..255.
 * @param lower [count,28,28], grey levels 0..1.
 * @param columns The images of a row. Default 10.
 * @returns [2 · rows · columns,28,28], grey levels 0..1.
 */
export function alternateRows(upper: Uint8Array, lower: Float32Array, columns = 10): Float32Array {
  const count = countImages(upper, "show");
  const wide = Math.min(columns, count);
  const rows = Math.ceil(count / wide);
  const images = new Float32Array(2 * rows * wide * IMAGE_PIXELS);
  for (let i = 0; i < count; i++) {
    const at = (2 * Math.floor(i / wide) * wide + i % wide) * IMAGE_PIXELS;
    const from = i * IMAGE_PIXELS;
    for (let k = 0; k < IMAGE_PIXELS; k++) images[at + k] = upper[from + k]! / 255;
    images.set(lower.subarray(from, from + IMAGE_PIXELS), at + wide * IMAGE_PIXELS);
  }
  return images;
}
