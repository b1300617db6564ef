// This module is browser compatible.
import type { Box } from "./photograph/colour_grid.ts";
import { cutOutGarment, type GreyImage } from "./photograph/cut_out.ts";
import type { Pixels } from "./pixels.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

/** The least level of the garment above the background: a tenth of the range. */
const CONTENT_LEVEL = 26;

/**
 * A background is even when this part of the border is within these grey levels of its median:
 * paper, a screen, a studio.
 */
const EVEN = { part: 0.6, levels: 2 } as const;
/** The least shorter side of a photograph, in pixels. */
const SMALLEST_PHOTOGRAPH = 32;

/**
 * Turns a picture into an image like those that the models were trained on, as Fashion-MNIST was
 * made (Xiao et al. 2017, arXiv:1708.07747, section 2): grey, light on black, cut to the garment,
 * its longer side 28, centred. A picture with a light border is inverted, and transparency counts
 * as white paper. When the background is not even, as in a photograph, the garment is found by its
 * colours and cut out ({@linkcode cutOutGarment}).
 *
 * None of the 10,000 test images of Fashion-MNIST has a light border, and in 94 % of them the
 * longer side is 28. A centred side with an odd rest has the extra pixel on the left or above
 * (counted).
 *
 * @param pixels The decoded picture.
 * @returns [28,28] grey levels. A 28x28 picture is not moved or scaled. A grey one with a dark
 * border is unchanged.
 *
 * @example
 * ```ts
 * const paper = new Uint8Array(100 * 100).fill(255);
 * paper.fill(0, 40 * 100, 60 * 100); // a black bar
 * const image = prepareImage({ width: 100, height: 100, channels: 1, data: paper });
 * console.assert(image[0] === 0 && image[14 * 28 + 14] === 255);
 * ```
 */
export function prepareImage(pixels: Pixels): Uint8Array {
  const grey = toGrey(pixels);
  let background = borderLevel(grey);
  const garment = isPhotograph(grey, background) ? cutOutGarment(pixels) : undefined;
  if (garment) return fit(garment, { left: 0, top: 0, ...garment });
  if (background >= 128) {
    changeLevels(grey, (level) => 255 - level);
    background = 255 - background;
  }
  if (grey.width === IMAGE_SIDE && grey.height === IMAGE_SIDE) return grey.data;
  if (background > 0) {
    const gain = 255 / (255 - background);
    changeLevels(grey, (level) => Math.max(0, level - background) * gain + 0.5);
  }
  return fit(grey, contentBox(grey));
}

/** Replaces each grey level. The bytes drop fractions. */
function changeLevels({ data }: GreyImage, change: (level: number) => number): void {
  const levels = Uint8Array.from({ length: 256 }, (_, level) => change(level));
  for (let i = 0; i < data.length; i++) data[i] = levels[data[i]!]!;
}

/** Luma of ITU-R BT.601 over white. Integers keep grey levels exactly. */
function toGrey({ width, height, channels, data }: Pixels): GreyImage {
  const grey = new Uint8Array(width * height);
  const hasAlpha = channels === 2 || channels === 4;
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    const level = channels < 3
      ? data[at]!
      : Math.floor((299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]! + 500) / 1000);
    const alpha = hasAlpha ? data[at + channels - 1]! : 255;
    grey[i] = alpha === 255 ? level : Math.round((level * alpha + 255 * (255 - alpha)) / 255);
  }
  return { width, height, data: grey };
}

/** Counts the outermost pixels by their grey level. Corners count twice. */
function borderCounts({ width, height, data }: GreyImage): Uint32Array {
  const counts = new Uint32Array(256);
  for (let x = 0; x < width; x++) {
    counts[data[x]!]! += 1;
    counts[data[(height - 1) * width + x]!]! += 1;
  }
  for (let y = 0; y < height; y++) {
    counts[data[y * width]!]! += 1;
    counts[data[y * width + width - 1]!]! += 1;
  }
  return counts;
}

/** The median grey level of the outermost pixels. */
function borderLevel(grey: GreyImage): number {
  const counts = borderCounts(grey);
  let level = 0;
  const half = grey.width + grey.height;
  for (let below = counts[0]!; below < half; below += counts[level]!) level++;
  return level;
}

/** True when the background is as uneven as in a photograph. */
function isPhotograph(grey: GreyImage, background: number): boolean {
  if (Math.min(grey.width, grey.height) < SMALLEST_PHOTOGRAPH) return false;
  const near = borderCounts(grey)
    .subarray(Math.max(0, background - EVEN.levels), background + EVEN.levels + 1)
    .reduce((sum, count) => sum + count, 0);
  return near < EVEN.part * 2 * (grey.width + grey.height);
}

/** The smallest rectangle around the garment; the whole picture when it is blank. */
function contentBox({ width, height, data }: GreyImage): Box {
  let left = width, right = -1, top = height, bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.findIndex((level) => level >= CONTENT_LEVEL);
    if (first < 0) continue;
    let last = width - 1;
    while (row[last]! < CONTENT_LEVEL) last--;
    left = Math.min(left, first);
    right = Math.max(right, last);
    top = Math.min(top, y);
    bottom = y;
  }
  if (right < 0) return { left: 0, top: 0, width, height };
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Scales a box to a longer side of 28 by averaging areas, and centres it on black. */
function fit(grey: GreyImage, box: Box): Uint8Array {
  const longer = Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * IMAGE_SIDE / longer));
  const height = Math.max(1, Math.round(box.height * IMAGE_SIDE / longer));
  const left = Math.ceil((IMAGE_SIDE - width) / 2), top = Math.ceil((IMAGE_SIDE - height) / 2);
  const columns = spans(box.left, box.width, width), rows = spans(box.top, box.height, height);
  const image = new Uint8Array(IMAGE_SIDE * IMAGE_SIDE);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      image[(top + y) * IMAGE_SIDE + left + x] = Math.round(areaMean(grey, columns[x]!, rows[y]!));
    }
  }
  return image;
}

/** Cuts `length` pixels from `start` into `parts` of equal width, which may split pixels. */
function spans(start: number, length: number, parts: number): [from: number, to: number][] {
  return Array.from(
    { length: parts },
    (_, i) => [start + i * length / parts, start + (i + 1) * length / parts],
  );
}

/** The mean over a rectangle. A pixel counts by the part of it that is inside. */
function areaMean(
  { width, data }: GreyImage,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): number {
  let sum = 0;
  for (let y = Math.floor(top); y < bottom; y++) {
    const rowWeight = Math.min(y + 1, bottom) - Math.max(y, top);
    for (let x = Math.floor(left); x < right; x++) {
      const weight = rowWeight * (Math.min(x + 1, right) - Math.max(x, left));
      sum += weight * data[y * width + x]!;
    }
  }
  return sum / ((right - left) * (bottom - top));
}
