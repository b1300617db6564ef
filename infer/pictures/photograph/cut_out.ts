// This module is browser compatible.
import type { Pixels } from "../pixels.ts";
import { type Box, type Cells, cellsOf } from "./colour_grid.ts";
import { findGarment } from "./find_garment.ts";
import type { Mask } from "./mask.ts";

/** Grey levels, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  /** [height, width], 0..255. */
  readonly data: Uint8Array;
}

/** Cells of the longer side of a look at the photograph: four for each pixel of 28. */
const CELLS = 112;
/** Ground around the garment at the second look, as a part of its longer side. */
const MARGIN = 0.18;
/** What the second look finds is taken where it is at least so much of the first. */
const AGREES = 0.5;

/**
 * The contrast of a garment: of nine in ten test images of Fashion-MNIST, 2 % of the garment's pixels are darker than at
 * most 43, and 2 % lighter than at least 203 (counted, of pixels above 8).
 */
const CONTRAST = { dark: 43, light: 203 } as const;
const TAIL = 0.02;

/**
 * Cuts the garment out of a photograph: found once in the whole of it, then again, closer, with only the ground beside it.
 * What is around becomes black; a garment that is darker than its ground is inverted, and its contrast stretched to that
 * of the networks' training images, where it is less.
 *
 * @returns The garment's own rectangle; `undefined` where nothing stands out.
 *
 * @example
 * ```ts ignore
 * const garment = cutOut(await decodeJpeg(bytes));
 * ```
 */
export function cutOut(pixels: Pixels): Grey | undefined {
  const whole = { left: 0, top: 0, width: pixels.width, height: pixels.height };
  const first = look(pixels, whole);
  if (!first) return undefined;
  const second = look(pixels, around(first));
  const { cells, mask } = second && areaOf(second) >= AGREES * areaOf(first) ? second : first;
  const levels = Uint8Array.from(mask.cells, (_, i) => {
    const [r, g, b] = [cells.colours[3 * i]!, cells.colours[3 * i + 1]!, cells.colours[3 * i + 2]!];
    return Math.round((299 * r + 587 * g + 114 * b) / 1000);
  });
  const level = contrast(levels, mask.cells);
  const { left, top, width, height } = boxOf(mask);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = (top + y) * cells.width + left + x;
      if (mask.cells[cell]) data[y * width + x] = level(levels[cell]!);
    }
  }
  return { width, height, data };
}

/** What was found in a part of the photograph. */
interface Look {
  readonly pixels: Pixels;
  readonly box: Box;
  readonly cells: Cells;
  readonly mask: Mask;
}

function look(pixels: Pixels, box: Box): Look | undefined {
  const cells = cellsOf(pixels, box, CELLS);
  const mask = findGarment(cells);
  return mask && { pixels, box, cells, mask };
}

/** The garment's area in pixels. */
function areaOf({ box, cells, mask }: Look): number {
  const found = mask.cells.reduce((sum, cell) => sum + cell, 0);
  return found * (box.width / cells.width) * (box.height / cells.height);
}

/** The garment's rectangle with some ground, in pixels. */
function around({ pixels, box, cells, mask }: Look): Box {
  const found = boxOf(mask);
  const scaleX = box.width / cells.width, scaleY = box.height / cells.height;
  const margin = MARGIN * Math.max(found.width * scaleX, found.height * scaleY);
  const left = Math.max(0, Math.floor(found.left * scaleX - margin));
  const top = Math.max(0, Math.floor(found.top * scaleY - margin));
  const right = Math.min(pixels.width, Math.ceil((found.left + found.width) * scaleX + margin));
  const bottom = Math.min(pixels.height, Math.ceil((found.top + found.height) * scaleY + margin));
  return { left, top, width: right - left, height: bottom - top };
}

/** The smallest rectangle around the cells that are set. */
function boxOf({ width, height, cells }: Mask): Box {
  let left = width, right = -1, top = height, bottom = -1;
  cells.forEach((set, i) => {
    if (!set) return;
    const x = i % width, y = Math.floor(i / width);
    left = Math.min(left, x), right = Math.max(right, x);
    top = Math.min(top, y), bottom = y;
  });
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** How levels of the garment are shown, 0..255: light on black, and with enough contrast. */
function contrast(levels: Uint8Array, isGarment: Uint8Array): (level: number) => number {
  const garment = levels.filter((_, i) => isGarment[i]).sort();
  const ground = levels.filter((_, i) => !isGarment[i]).sort();
  const isDarker = quantile(garment, 0.5) < quantile(ground, 0.5);
  const upright = (level: number) => isDarker ? 255 - level : level;
  const [dark, light] = [TAIL, 1 - TAIL].map((part) =>
    upright(quantile(garment, isDarker ? 1 - part : part))
  ) as [number, number];
  const [from, to] = [Math.min(dark, CONTRAST.dark), Math.max(light, CONTRAST.light)];
  // A garment of one shade is not all contrast: its weave and the camera's noise stay faint.
  const gain = (to - from) / Math.max(light - dark, 30);
  return (level) => {
    const shown = to + (upright(level) - light) * gain;
    return Math.min(255, Math.max(0, Math.round(shown)));
  };
}

/** Of sorted levels the one that a part of them lies below. */
function quantile(sorted: Uint8Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
