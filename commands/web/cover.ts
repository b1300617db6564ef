// This module is browser compatible.

import { IMAGE_PIXELS } from "../../data/image.ts";

/** The number of images in the cloth at the top of the page. */
export const COVER_COUNT = 40;

/** The number of images, from the first, that it chooses from. */
const CANDIDATES = 1_000;

/** The classes, in an order in which neighbours look different. */
const ORDER = [9, 3, 8, 0, 7, 4, 1, 5, 2, 6];

/**
 * Chooses the images of the page's cloth. Each ten contain one image of every class; of each class
 * it takes the images with the largest area and the most contrast, which look best as cloth.
 *
 * @param images [count,28,28].
 * @param labels [count].
 * @returns The indices of COVER_COUNT images.
 *
 * @example
 * ```ts
 * const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 10);
 * const cover = coverOf(new Uint8Array(20 * 784), labels);
 * console.assert(cover.length === COVER_COUNT);
 * ```
 */
export function coverOf(images: Uint8Array, labels: Uint8Array): number[] {
  const cover: number[] = new Array(COVER_COUNT).fill(0);
  for (const [column, label] of ORDER.entries()) {
    const best = Array.from(labels.subarray(0, CANDIDATES), (_, i) => i)
      .filter((i) => labels[i] === label)
      .map((i) => ({
        i,
        texture: textureOf(images.subarray(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1))),
      }))
      .sort((a, b) => b.texture - a.texture || a.i - b.i);
    for (let row = 0; 10 * row < COVER_COUNT; row++) {
      const { i } = best[row % Math.max(best.length, 1)] ?? { i: 0 };
      cover[10 * row + column] = i;
    }
  }
  return cover;
}

/** The standard deviation of the grey levels of the garment, times the square root of its area. */
function textureOf(image: Uint8Array): number {
  let count = 0, sum = 0, squares = 0;
  for (const level of image) {
    if (level < 20) continue;
    count++;
    sum += level;
    squares += level * level;
  }
  if (count === 0) return 0;
  return Math.sqrt((squares / count - (sum / count) ** 2) * count);
}
