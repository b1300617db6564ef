// This module is browser compatible.

import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";

/**
 * Threads of the warp before a satin repeats, and the step from one row's binding point to the
 * next.
 */
const SHAFTS = 8, STEP = 3;

/**
 * Whether the weft lies above the warp where they cross, for a picture woven the way a Jacquard
 * loom does it: each grey level is a satin of eight shafts, in which the lighter the level, the
 * more often the weft comes to the front (E. A. Posselt, "The Jacquard Machine Analyzed and
 * Explained", 1888: shaded satins).
 *
 * @param level Grey level of the picture there, 0 to 255.
 * @param column Number of the thread of the warp.
 * @param row Number of the thread of the weft.
 *
 * @example
 * ```ts
 * // Even in the lightest place one crossing in eight binds the weft, and in the darkest one the warp.
 * const above = Array.from({ length: 8 }, (_, column) => weftIsAbove(255, column, 0));
 * console.assert(above.filter(Boolean).length === 7);
 * ```
 */
export function weftIsAbove(level: number, column: number, row: number): boolean {
  const place = (column + STEP * row) % SHAFTS;
  const threads = 1 + Math.round(level * (SHAFTS - 2) / 255);
  return place < threads;
}

/** A picture that is to be woven: a grey level for each crossing of two threads. */
export interface ClothImage {
  /** [height, width]. */
  readonly levels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Threads to a pixel of an image, each way. */
const THREADS = 2;
/** An image and the ground beside it, in threads. */
export const REPEAT: number = THREADS * (IMAGE_SIDE + 3);

/**
 * Lays images out as a frieze.
 *
 * @param images [count,28,28].
 * @param columns Images next to each other; rows begin again with the first image when there are
 * not enough.
 * @param shift By how many images each row is moved against the one above.
 */
export function frieze(
  images: Uint8Array,
  columns: number,
  rows: number,
  shift = 3,
): ClothImage {
  const count = images.length / IMAGE_PIXELS, gap = REPEAT - THREADS * IMAGE_SIDE;
  const width = columns * REPEAT, height = rows * REPEAT;
  const levels = new Uint8Array(width * height);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const image = (row * (10 + shift) + column) % count;
      const pixels = images.subarray(IMAGE_PIXELS * image, IMAGE_PIXELS * (image + 1));
      for (let y = 0; y < THREADS * IMAGE_SIDE; y++) {
        const to = (row * REPEAT + gap + y) * width + column * REPEAT + gap;
        for (let x = 0; x < THREADS * IMAGE_SIDE; x++) levels[to + x] = between(pixels, x, y);
      }
    }
  }
  return { levels, width, height };
}

/** The grey level at a crossing of threads, by the two pixels on either side, each way. */
function between(pixels: Uint8Array, x: number, y: number): number {
  const [left, right, u] = neighbours(x), [top, bottom, v] = neighbours(y);
  const upper = pixels[IMAGE_SIDE * top + left]! * (1 - u) + pixels[IMAGE_SIDE * top + right]! * u;
  const lower = pixels[IMAGE_SIDE * bottom + left]! * (1 - u) +
    pixels[IMAGE_SIDE * bottom + right]! * u;
  return upper * (1 - v) + lower * v;
}

function neighbours(thread: number): [before: number, after: number, part: number] {
  const place = Math.min(27, Math.max(0, (thread + 0.5) / THREADS - 0.5));
  const before = Math.floor(place);
  return [before, Math.min(27, before + 1), place - before];
}

/** A colour, red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** How cloth looks. */
export interface ClothLook {
  readonly warp: Rgb;
  readonly weft: Rgb;
  /** Pixels from one thread to the next. */
  readonly thread: number;
}

/**
 * Draws one thread of the weft across the cloth, with what of the warp lies above it.
 *
 * @param pixels RGBA, [thread, image.width times thread].
 * @param row Number of the thread, from the top.
 */
export function weaveRow(
  pixels: Uint8ClampedArray,
  { levels, width, height }: ClothImage,
  row: number,
  { warp, weft, thread }: ClothLook,
): void {
  const line = row % height * width;
  for (let column = 0; column < width; column++) {
    const above = weftIsAbove(levels[line + column]!, column, row);
    const [red, green, blue] = above ? weft : warp;
    for (let y = 0; y < thread; y++) {
      for (let x = 0; x < thread; x++) {
        // A thread is round: light along its middle, shaded at its edge and where it dives below
        // the other.
        const across = above ? y : x, along = above ? x : y;
        const edge = across === thread - 1 ? 0.62 : across === 0 ? 0.92 : 1;
        const light = edge * (along === thread - 1 ? 0.9 : 1);
        const at = 4 * ((y * width + column) * thread + x);
        pixels[at] = red * light;
        pixels[at + 1] = green * light;
        pixels[at + 2] = blue * light;
        pixels[at + 3] = 255;
      }
    }
  }
}
