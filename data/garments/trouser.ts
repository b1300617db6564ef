// This module is browser compatible.

import { brightness, type Garment } from "./pen.ts";

/** Draws trousers: two legs that part below the hips; rarely shorts. */
export const trouser: Garment = (pen) => {
  const tone = brightness(pen);
  const top = pen.range(-0.99, -0.92),
    bottom = pen.chance(0.04) ? pen.range(0.2, 0.6) : pen.range(0.9, 1);
  const waist = pen.range(0.26, 0.38), hip = waist * pen.range(1, 1.22);
  const crotch = top + pen.range(0.42, 0.66);
  const outer = hip * pen.range(0.8, 1.15), legWidth = pen.range(0.13, 0.27);
  const inner = Math.max(0.02, outer - legWidth);
  const kneeY = (crotch + bottom) / 2;
  for (const side of [-1, 1]) {
    const shade = tone * pen.range(0.92, 1.04);
    pen.sharp([
      [0, top],
      [side * waist, top],
      [side * hip, crotch - 0.1],
      [side * (hip + outer) / 2, kneeY],
      [side * outer, bottom],
      [side * inner, bottom],
      [side * Math.max(0.02, inner * 0.6), kneeY],
      [0, crotch],
    ], shade);
    if (pen.chance(0.5)) {
      const x = side * (outer + inner) / 2;
      pen.stroke(
        [[side * hip * 0.55, crotch], [x, bottom - 0.1]],
        0.06,
        tone * pen.range(0.75, 1.2),
      );
    }
  }
  if (pen.chance(0.6)) {
    pen.stroke([[-waist, top + 0.04], [waist, top + 0.04]], 0.09, tone * pen.range(0.55, 1.2));
  }
  if (pen.chance(0.6)) {
    pen.stroke([[0, top + 0.05], [0, crotch]], 0.05, tone * pen.range(0.5, 0.85));
  }
};
