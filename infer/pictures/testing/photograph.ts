/**
 * Photographs of garments for tests, made by code: a garment that lies on a floor or hangs on a
 * wall.
 *
 * @module
 */

import type { Pixels } from "../pixels.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** A colour, red, green and blue, 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** The subject of a photograph and the way it is taken. */
export interface PhotographOptions {
  /** [28,28] grey levels, light on black, as in Fashion-MNIST, whose images are negatives. */
  readonly garment: Uint8Array;
  /** The surface that the garment lies on. */
  readonly background: BackgroundName;
  /** The width of the photograph in pixels. Default 360. */
  readonly width?: number;
  /** The height of the photograph in pixels. Default 480. */
  readonly height?: number;
  /** The side of the garment's square, as a part of the photograph's shorter side. Default 0.62. */
  readonly size?: number;
  /** The middle of that square, as parts of width and height. Default: the middle. */
  readonly at?: readonly [x: number, y: number];
  /** The colours of the cloth where the garment is black in the negative, and where it is white. */
  readonly dye?: readonly [light: Rgb, dark: Rgb];
  /** The darkness of the garment's shadow, 0 to 1. Default 0.35. */
  readonly shadow?: number;
  /** The part of the light that is lost from the left side to the right. Default 0.25. */
  readonly falloff?: number;
  /** The standard deviation of the sensor's noise, in grey levels. Default 4. */
  readonly noise?: number;
}

/** The colours of the backgrounds at a pixel, from an even wall to a patterned floor. */
const BACKGROUNDS = {
  wall: () => [226, 222, 212],
  dark: () => [34, 34, 40],
  concrete: (x, y) => tinted([150, 148, 144], 36 * (cloud(x, y, 40, 1) + 0.5 * cloud(x, y, 6, 2))),
  wood: (x, y) => {
    const plank = Math.floor(y / 62), along = x + 197 * plank;
    const grain = 44 * cloud(along / 9, y, 5, 3) + 26 * cloud(along / 30, y, 14, 4);
    const seam = y % 62 < 2 || along % 310 < 2 ? -60 : 0;
    return tinted([168, 122, 78], grain + 30 * (unit(plank, 0, 5) - 0.5) + seam);
  },
  carpet: (x, y) => tinted([120, 112, 128], 46 * cloud(x, y, 3, 6) + 26 * cloud(x, y, 30, 7)),
  tiles: (x, y) => {
    if (x % 74 < 3 || y % 74 < 3) return [120, 116, 110];
    const light = (Math.floor(x / 74) + Math.floor(y / 74)) % 2 === 0;
    return tinted(light ? [222, 214, 200] : [164, 140, 120], 12 * cloud(x, y, 12, 8));
  },
  plaid: (x, y) => {
    const band = (at: number) => at % 80 < 26 ? 1 : at % 80 < 32 ? -1 : 0;
    const across = band(x), down = band(y), thread = (x + y) % 4 < 2 ? 7 : -7;
    return tinted(
      [176 - 50 * (across + down), 60 + 20 * across, 66 + 12 * down],
      thread + 10 * cloud(x, y, 4, 9),
    );
  },
  grass: (x, y) =>
    tinted([78, 112, 50], 60 * cloud(x * 2, y, 5, 10) + 30 * cloud(x, y, 24, 11) - 8),
  bed: (x, y) => tinted([206, 208, 216], 56 * cloud(x + y / 2, y / 3, 44, 12)),
} as const satisfies Record<string, (x: number, y: number) => Rgb>;

/** The name of a background. */
export type BackgroundName = keyof typeof BACKGROUNDS;

/** The names of all backgrounds. */
export const BACKGROUND_NAMES = Object.keys(BACKGROUNDS) as readonly BackgroundName[];

/** A photograph and the place of its garment. */
export interface Photograph {
  /** RGB. */
  readonly pixels: Pixels;
  /** [height, width]: 1 for a pixel of the garment, 0 for others. */
  readonly covered: Uint8Array;
}

/**
 * Takes a photograph: the background, a shadow, the enlarged garment with its weave, uneven light
 * and noise. The same options give the same bytes.
 */
export function photograph(options: PhotographOptions): Photograph {
  const { width = 360, height = 480, size = 0.62, at = [0.5, 0.5], shadow = 0.35 } = options;
  const { falloff = 0.25, noise = 4, dye = [[222, 216, 208], [44, 40, 52]] } = options;
  const side = size * Math.min(width, height);
  const left = at[0] * width - side / 2, top = at[1] * height - side / 2;
  const outline = outlineOf(options.garment), soft = blurred(outline);
  const toGarment = (x: number, y: number) =>
    [28 * (x - left) / side, 28 * (y - top) / side] as const;
  const data = new Uint8Array(3 * width * height), covered = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const alpha = edge(sample(outline, ...toGarment(x + 0.5, y + 0.5)) / 255);
      const level = sample(options.garment, ...toGarment(x + 0.5, y + 0.5)) / 255;
      const below = sample(soft, ...toGarment(x - 0.03 * side, y - 0.04 * side)) / 255;
      const light = (1 - shadow * below * (1 - alpha)) * (1 - falloff * x / width);
      const background = BACKGROUNDS[options.background](x, y);
      const weave = 7 * ((x >> 1) + y & 1) + 10 * (cloud(x, y, 22, 13) - 0.5);
      const i = y * width + x;
      covered[i] = alpha > 0.5 ? 1 : 0;
      for (let c = 0; c < 3; c++) {
        const cloth = dye[0][c]! + (dye[1][c]! - dye[0][c]!) * level + weave;
        const colour = (alpha * cloth + (1 - alpha) * background[c]!) * light;
        data[3 * i + c] = clamp(colour + noise * normal(x, y, c));
      }
    }
  }
  return { pixels: { width, height, channels: 3, data }, covered };
}

const clamp = (level: number) => Math.min(255, Math.max(0, Math.round(level)));
const tinted = ([red, green, blue]: Rgb, by: number): Rgb => [red + by, green + by, blue + by];

/** A number in [0, 1) for each pixel: the finalizer of MurmurHash3 over the coordinates. */
function unit(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 0x9e3779b1) ^ Math.imul(y | 0, 0x85ebca6b) ^ Math.imul(seed, 0xc2b2ae35);
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return ((h ^ h >>> 16) >>> 0) / 2 ** 32;
}

/** A roughly normal number: the sum of four uniform ones, with mean 0 and standard deviation 1. */
function normal(x: number, y: number, seed: number): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) sum += unit(x, y, 100 + 4 * seed + i);
  return (sum - 2) * 1.732;
}

/** Smooth noise, -0.5 to 0.5, on a grid of `scale` pixels. */
function cloud(x: number, y: number, scale: number, seed: number): number {
  const [u, v] = [x / scale, y / scale], [i, j] = [Math.floor(u), Math.floor(v)];
  const [a, b] = [u - i, v - j].map((part) => part * part * (3 - 2 * part)) as [number, number];
  const upper = unit(i, j, seed) * (1 - a) + unit(i + 1, j, seed) * a;
  const lower = unit(i, j + 1, seed) * (1 - a) + unit(i + 1, j + 1, seed) * a;
  return upper * (1 - b) + lower * b - 0.5;
}

/** [28,28]: 255 inside the garment, its black parts included; 0 around it. */
function outlineOf(garment: Uint8Array): Uint8Array {
  const isOutside = new Uint8Array(IMAGE_PIXELS), reached: number[] = [];
  const visit = (x: number, y: number) => {
    const i = 28 * y + x;
    if (x < 0 || y < 0 || x > 27 || y > 27 || isOutside[i] || garment[i]! > 8) return;
    isOutside[i] = 1;
    reached.push(i);
  };
  for (let i = 0; i < 28; i++) visit(i, 0), visit(i, 27), visit(0, i), visit(27, i);
  for (let i = reached.pop(); i !== undefined; i = reached.pop()) {
    const x = i % 28, y = Math.floor(i / 28);
    visit(x - 1, y), visit(x + 1, y), visit(x, y - 1), visit(x, y + 1);
  }
  return isOutside.map((outside) => outside ? 0 : 255);
}

/** A level between the pixels of a [28,28] image, by linear interpolation; 0 outside. */
function sample(image: Uint8Array, x: number, y: number): number {
  const [i, j] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [a, b] = [x - 0.5 - i, y - 0.5 - j];
  const level = (i: number, j: number) =>
    i < 0 || j < 0 || i > 27 || j > 27 ? 0 : image[28 * j + i]!;
  const upper = level(i, j) * (1 - a) + level(i + 1, j) * a;
  const lower = level(i, j + 1) * (1 - a) + level(i + 1, j + 1) * a;
  return upper * (1 - b) + lower * b;
}

/** The means of 5 x 5 neighbourhoods, for the soft edge of a shadow. */
function blurred(image: Uint8Array): Uint8Array {
  return image.map((_, i) => {
    let sum = 0;
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const x = i % 28 + dx, y = Math.floor(i / 28) + dy;
        if (x >= 0 && y >= 0 && x < 28 && y < 28) sum += image[28 * y + x]!;
      }
    }
    return sum / 25;
  });
}

/** Sharpens a soft outline. */
const edge = (alpha: number) => Math.min(1, Math.max(0, (alpha - 0.4) * 5));
