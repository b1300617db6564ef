// This module is browser compatible.

/** Threads of the warp before a satin repeats, and the step from one row's binding point to the next. */
const SHAFTS = 8, STEP = 3;

/**
 * Whether the weft lies above the warp where they cross, for a picture woven the way a Jacquard loom does it: each grey
 * level is a satin of eight shafts, in which the lighter the level, the more often the weft comes to the front
 * (E. A. Posselt, "The Jacquard Machine Analyzed and Explained", 1888: shaded satins).
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

/** A picture that is to be woven. */
export interface ClothImage {
  /** Grey levels, [height, width]. */
  readonly levels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Lays images out as a frieze.
 *
 * @param images [count,28,28].
 * @param columns Images next to each other; rows begin again with the first image when there are not enough.
 * @param shift By how many images each row is moved against the one above.
 */
export function frieze(
  images: Uint8Array,
  columns: number,
  rows: number,
  shift = 3,
): ClothImage {
  const count = images.length / 784, gap = 3, side = 28 + gap;
  const width = columns * side, height = rows * side;
  const levels = new Uint8Array(width * height);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const image = (row * (10 + shift) + column) % count;
      for (let y = 0; y < 28; y++) {
        const from = 784 * image + 28 * y;
        const to = (row * side + gap + y) * width + column * side + gap;
        levels.set(images.subarray(from, from + 28), to);
      }
    }
  }
  return { levels, width, height };
}

/** A colour, red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** How cloth looks. */
export interface ClothLook {
  readonly warp: Rgb;
  readonly weft: Rgb;
  /** Pixels from one thread to the next; the last is the gap between them. */
  readonly thread: number;
}

/**
 * Draws one thread of the weft across the cloth, with what of the warp lies above it.
 *
 * @param pixels RGBA, [thread, width of the cloth in threads times thread].
 * @param image The picture; a pixel of it is two threads wide and two high.
 * @param row Number of the thread, from the top.
 */
export function weaveRow(
  pixels: Uint8ClampedArray,
  image: ClothImage,
  row: number,
  { warp, weft, thread }: ClothLook,
): void {
  const threads = 2 * image.width, stride = 4 * threads * thread;
  const line = (row >> 1) % image.height * image.width;
  for (let column = 0; column < threads; column++) {
    const above = weftIsAbove(image.levels[line + (column >> 1)]!, column, row);
    const [red, green, blue] = above ? weft : warp;
    for (let y = 0; y < thread; y++) {
      for (let x = 0; x < thread; x++) {
        // A thread is round: light along its middle, shaded where it dives below the other.
        const across = above ? y : x, along = above ? x : y;
        const edge = across === thread - 1 ? 0.62 : across === 0 ? 0.92 : 1;
        const light = edge * (along === thread - 1 && thread > 2 ? 0.9 : 1);
        const at = y * stride + 4 * (column * thread + x);
        pixels[at] = red * light;
        pixels[at + 1] = green * light;
        pixels[at + 2] = blue * light;
        pixels[at + 3] = 255;
      }
    }
  }
}
