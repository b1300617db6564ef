// This module is browser compatible.

import type { Generator } from "../random.ts";
import { IMAGE_SIDE } from "../image.ts";

/** The cells, in each direction, of the coarse grid that folds are interpolated from. */
const CELLS = 6;

/**
 * Makes the cloth of a garment: soft folds, fine noise, and sometimes stripes, checks or flowers.
 * The values are factors of the brightness of each shape, around 1.
 *
 * @param texture The result, [28, 28].
 * @param patterned The probability of stripes, checks or flowers, 0 to 1.
 *
 * @example
 * ```ts
 * import { createGenerator } from "../random.ts";
 *
 * const texture = new Float32Array(784);
 * weave(texture, createGenerator(1), 0.2);
 * console.assert(texture.every((value) => value > 0 && value < 2));
 * ```
 */
export function weave(texture: Float32Array, generator: Generator, patterned: number): void {
  const range = (low: number, high: number) => low + (high - low) * generator.uniform();
  const depth = range(0.03, 0.22), grain = range(0.02, 0.14);
  const knots = new Float64Array((CELLS + 1) * (CELLS + 1));
  for (let i = 0; i < knots.length; i++) knots[i] = range(-depth, depth);

  const pattern = generator.uniform() < patterned ? generator.uniform() : 1;
  const across = pattern < 0.55, along = pattern > 0.4 && pattern < 0.75;
  const flowery = pattern >= 0.75 && pattern < 1;
  const contrast = range(0.1, 0.5), period = range(2.2, 7), phase = range(0, 7);
  const share = range(0.3, 0.6);
  /** The darkness of stripes at a position: a triangle wave, clipped so that stripes have edges. */
  const stripe = (position: number): number => {
    const t = (position + phase) / period;
    const wave = Math.abs(2 * (t - Math.floor(t)) - 1);
    return contrast * Math.min(1, Math.max(0, (wave - share) * period * 0.6 + 0.5));
  };

  const blots = new Float64Array(IMAGE_SIDE / 2);
  for (let row = 0; row < IMAGE_SIDE; row++) {
    if (flowery && row % 2 === 0) {
      for (let i = 0; i < blots.length; i++) blots[i] = range(0, 1) < share ? contrast : 0;
    }
    const y = row * CELLS / IMAGE_SIDE, cellY = Math.floor(y), fy = y - cellY;
    const rowStripe = across ? stripe(row) : 0;
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const x = column * CELLS / IMAGE_SIDE, cellX = Math.floor(x), fx = x - cellX;
      const at = cellY * (CELLS + 1) + cellX;
      const above = knots[at]! + fx * (knots[at + 1]! - knots[at]!);
      const lower = at + CELLS + 1;
      const below = knots[lower]! + fx * (knots[lower + 1]! - knots[lower]!);
      const fold = above + fy * (below - above);
      const noise = (generator.uniform() - 0.5) * grain;
      const dark = rowStripe + (along ? stripe(column) : 0) + blots[column >> 1]!;
      texture[row * IMAGE_SIDE + column] = (1 + fold + noise) * (1 - Math.min(0.8, dark));
    }
  }
}
