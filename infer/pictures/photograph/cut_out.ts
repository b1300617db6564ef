// This module is browser compatible.
import type { Pixels } from "../pixels.ts";
import { type Box, type ColourGrid, colourGrid } from "./colour_grid.ts";
import { findGarment } from "./find_garment.ts";
import type { Mask } from "./mask.ts";

/** Grey levels, row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  /** [height, width], 0..255. */
  readonly data: Uint8Array;
}

/** The longer side of a colour grid, in cells: four for each pixel of 28. */
const CELLS = 112;
/** Background around the garment in the second segmentation, as a part of its longer side. */
const MARGIN = 0.18;
/** The least area of the second segmentation, as a part of the first: a smaller one is not used. */
const LEAST_AREA = 0.5;

/**
 * The least contrast of a garment. In nine of ten test images of Fashion-MNIST 2 % of the garment's
 * pixels are darker than at most 43, and 2 % lighter than at least 203 (counted, of pixels above
 * 8).
 */
const CONTRAST = { dark: 43, light: 203 } as const;
const TAIL = 0.02;

/**
 * Cuts the garment out of a photograph. The garment is found twice: in the whole photograph, then
 * in the part around the first result. The background becomes black. A garment that is darker than
 * its background is inverted, and too low a contrast is stretched to that of Fashion-MNIST.
 *
 * @returns The garment's own rectangle; `undefined` when no garment is found.
 *
 * @example
 * ```ts ignore
 * const garment = cutOutGarment(await decodeJpeg(bytes));
 * ```
 */
export function cutOutGarment(pixels: Pixels): GreyImage | undefined {
  const whole = { left: 0, top: 0, width: pixels.width, height: pixels.height };
  const first = segment(pixels, whole);
  if (!first) return undefined;
  const second = segment(pixels, withMargin(first, pixels));
  const isBetter = second && areaOf(second) >= LEAST_AREA * areaOf(first);
  const { grid, mask } = isBetter ? second : first;
  const levels = Uint8Array.from(mask.cells, (_, i) => {
    const [r, g, b] = [grid.colours[3 * i]!, grid.colours[3 * i + 1]!, grid.colours[3 * i + 2]!];
    return Math.round((299 * r + 587 * g + 114 * b) / 1000);
  });
  const level = contrastOf(levels, mask.cells);
  const { left, top, width, height } = boxOf(mask);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = (top + y) * grid.width + left + x;
      if (mask.cells[cell]) data[y * width + x] = level(levels[cell]!);
    }
  }
  return { width, height, data };
}

/** The garment in a part of the photograph. */
interface Segmentation {
  /** The part, in pixels. */
  readonly box: Box;
  readonly grid: ColourGrid;
  /** The cells of the garment. */
  readonly mask: Mask;
}

function segment(pixels: Pixels, box: Box): Segmentation | undefined {
  const grid = colourGrid(pixels, box, CELLS);
  const mask = findGarment(grid);
  return mask && { box, grid, mask };
}

/** The area of the garment, in pixels. */
function areaOf({ box, grid, mask }: Segmentation): number {
  const cells = mask.cells.reduce((sum, cell) => sum + cell, 0);
  return cells * (box.width / grid.width) * (box.height / grid.height);
}

/** The rectangle of the garment in the whole photograph, with a margin, in pixels. */
function withMargin({ box, grid, mask }: Segmentation, { width, height }: Pixels): Box {
  const found = boxOf(mask);
  const scaleX = box.width / grid.width, scaleY = box.height / grid.height;
  const margin = MARGIN * Math.max(found.width * scaleX, found.height * scaleY);
  const left = Math.max(0, Math.floor(found.left * scaleX - margin));
  const top = Math.max(0, Math.floor(found.top * scaleY - margin));
  const right = Math.min(width, Math.ceil((found.left + found.width) * scaleX + margin));
  const bottom = Math.min(height, Math.ceil((found.top + found.height) * scaleY + margin));
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

/** Makes a function of the garment's grey levels: light on black, and with enough contrast. */
function contrastOf(levels: Uint8Array, isGarment: Uint8Array): (level: number) => number {
  const garment = levels.filter((_, i) => isGarment[i]).sort();
  const background = levels.filter((_, i) => !isGarment[i]).sort();
  const isDarker = quantile(garment, 0.5) < quantile(background, 0.5);
  const upright = (level: number) => isDarker ? 255 - level : level;
  const [dark, light] = [TAIL, 1 - TAIL].map((part) =>
    upright(quantile(garment, isDarker ? 1 - part : part))
  ) as [number, number];
  const [from, to] = [Math.min(dark, CONTRAST.dark), Math.max(light, CONTRAST.light)];
  // The least range of 30 keeps the weave and the noise of a garment of one shade faint.
  const gain = (to - from) / Math.max(light - dark, 30);
  return (level) => {
    const shown = to + (upright(level) - light) * gain;
    return Math.min(255, Math.max(0, Math.round(shown)));
  };
}

/** The level that a part of sorted levels lies below. */
function quantile(sorted: Uint8Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
