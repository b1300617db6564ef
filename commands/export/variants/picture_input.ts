// This module is browser compatible.
import type { Pixels } from "../../../infer/pictures/pixels.ts";

/** The shape of a picture in the input of a model. */
export interface PictureInput {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** True for [batch, channels, height, width]. */
  readonly channelsFirst: boolean;
}

/** The weights of red, green and blue in grey (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

/**
 * Scales a picture to the size of a model's input, the whole picture, and its levels to a range.
 * Each number is the mean of the pixels that it covers, or the nearest one where it is smaller.
 * Transparency counts as white.
 *
 * @param range The numbers that 0 and 255 become.
 * @returns [height, width, channels] or [channels, height, width].
 */
export function pixelsFor(
  pixels: Pixels,
  { height, width, channels, channelsFirst }: PictureInput,
  [low, high]: readonly [low: number, high: number],
): Float32Array {
  const data = new Float32Array(height * width * channels);
  const factor = (high - low) / 255;
  for (let y = 0; y < height; y++) {
    const rows = covered(y, height, pixels.height);
    for (let x = 0; x < width; x++) {
      const mean = meanColour(pixels, rows, covered(x, width, pixels.width));
      const grey = mean.reduce((sum, level, i) => sum + GREY[i]! * level, 0);
      for (let channel = 0; channel < channels; channel++) {
        const level = channels === 1 ? grey : mean[channel]!;
        const place = channelsFirst
          ? (channel * height + y) * width + x
          : (y * width + x) * channels + channel;
        data[place] = low + factor * level;
      }
    }
  }
  return data;
}

/** The first pixel under a place of the smaller or larger grid, and the one after the last. */
function covered(place: number, places: number, pixels: number): [from: number, to: number] {
  const from = Math.min(pixels - 1, Math.floor(place * pixels / places));
  return [from, Math.max(from + 1, Math.floor((place + 1) * pixels / places))];
}

/** The mean red, green and blue of a part of a picture, 0..255. */
function meanColour(
  { width, channels, data }: Pixels,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  const hasAlpha = channels === 2 || channels === 4;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * width + x) * channels;
      const alpha = hasAlpha ? data[at + channels - 1]! / 255 : 1;
      for (let i = 0; i < 3; i++) {
        const level = data[at + (channels > 2 ? i : 0)]!;
        sums[i]! += alpha * level + (1 - alpha) * 255;
      }
    }
  }
  const count = (bottom - top) * (right - left);
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}
