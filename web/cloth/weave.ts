// This module is browser compatible.

import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";

/**
 * The warp threads in one repeat of a satin weave, and the step between the binding points of two
 * rows.
 */
const SHAFTS = 8, STEP = 3;

/**
 * Tells whether the weft lies above the warp at a crossing of two threads. A Jacquard loom weaves a
 * picture in the same way: each grey level is a satin of eight shafts, and the weft is on top more
 * often where the picture is lighter (E. A. Posselt, "The Jacquard Machine Analyzed and Explained",
 * 1888: shaded satins).
 *
 * @param level Grey level of the picture at the crossing, 0 to 255.
 * @param column Index of the warp thread.
 * @param row Index of the weft thread.
 *
 * @example
 * ```ts
 * // At the lightest level the warp is still on top at one crossing in eight.
 * const above = Array.from({ length: 8 }, (_, column) => weftIsAbove(255, column, 0));
 * console.assert(above.filter(Boolean).length === 7);
 * ```
 */
export function weftIsAbove(level: number, column: number, row: number): boolean {
  const position = (column + STEP * row) % SHAFTS;
  const threads = 1 + Math.round(level * (SHAFTS - 2) / 255);
  return position < threads;
}

/** A picture to weave: a grey level for each crossing of two threads. */
export interface ClothImage {
  /** [height, width]. */
  readonly levels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Threads for each pixel of an image, in each direction. */
const THREADS = 2;
/** The side of an image and the gap beside it, in threads. */
export const REPEAT: number = THREADS * (IMAGE_SIDE + 3);

/**
 * Lays images out in a grid that repeats them.
 *
 * @param images [count,28,28].
 * @param columns Images in a row.
 * @param shift Images by which each row is shifted against the row above.
 */
export function layOutImages(
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
        for (let x = 0; x < THREADS * IMAGE_SIDE; x++) levels[to + x] = levelAt(pixels, x, y);
      }
    }
  }
  return { levels, width, height };
}

/** The grey level at a crossing of threads, by bilinear interpolation. */
function levelAt(pixels: Uint8Array, x: number, y: number): number {
  const [left, right, u] = neighbours(x), [top, bottom, v] = neighbours(y);
  const upper = pixels[IMAGE_SIDE * top + left]! * (1 - u) + pixels[IMAGE_SIDE * top + right]! * u;
  const lower = pixels[IMAGE_SIDE * bottom + left]! * (1 - u) +
    pixels[IMAGE_SIDE * bottom + right]! * u;
  return upper * (1 - v) + lower * v;
}

/** The two pixels around a thread, and the weight of the second. */
function neighbours(thread: number): [before: number, after: number, weight: number] {
  const last = IMAGE_SIDE - 1;
  const position = Math.min(last, Math.max(0, (thread + 0.5) / THREADS - 0.5));
  const before = Math.floor(position);
  return [before, Math.min(last, before + 1), position - before];
}

/** A colour: red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The colours and the size of the threads. */
export interface ClothLook {
  readonly warp: Rgb;
  readonly weft: Rgb;
  /** The distance between two threads, in pixels. */
  readonly thread: number;
}

/**
 * Draws one weft thread across the cloth, and the warp threads above it.
 *
 * @param pixels RGBA, [thread, image.width times thread].
 * @param row Index of the thread, from the top.
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
        // A thread looks round: its edges are darker, and so is the end where it goes below
        // another.
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
