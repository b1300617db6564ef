// This module is browser compatible.

import { brightness, type Garment } from "./pen.ts";

/** Draws a bag: a box with a handle, a strap or neither. */
export const bag: Garment = (pen) => {
  const tone = brightness(pen);
  const bottom = pen.range(0.55, 0.92), height = pen.range(0.65, 1.35);
  const top = Math.max(-0.85, bottom - height);
  const base = pen.range(0.66, 0.97), mouth = base * pen.range(0.68, 1.05);
  const strap = tone * pen.range(0.6, 1.15), width = pen.range(0.07, 0.15);
  const kind = pen.range(0, 1);
  if (kind < 0.5) {
    const reach = mouth * pen.range(0.3, 0.7), peak = Math.max(-0.97, top - pen.range(0.3, 0.75));
    pen.stroke(
      [
        [-reach, top + 0.05],
        [-reach * 0.85, peak + 0.15],
        [-reach * 0.45, peak],
        [reach * 0.45, peak],
        [reach * 0.85, peak + 0.15],
        [reach, top + 0.05],
      ],
      width,
      strap,
    );
  } else if (kind < 0.8) {
    const peak = Math.max(-0.98, top - pen.range(0.4, 0.9));
    pen.stroke(
      [[-mouth * 0.95, top + 0.1], [-mouth * 0.5, peak], [mouth * 0.4, peak], [
        mouth * 0.95,
        top + 0.1,
      ]],
      width * 0.7,
      strap,
    );
  }
  const sag = pen.range(-0.04, 0.08), belly = (mouth + base) / 2 * pen.range(0.98, 1.08);
  pen.fill([
    [-mouth, top],
    [0, top + sag],
    [mouth, top],
    [belly, (top + bottom) / 2],
    [base, bottom],
    [0, bottom + sag],
    [-base, bottom],
    [-belly, (top + bottom) / 2],
  ], tone);
  const shade = tone * (pen.chance(0.7) ? pen.range(0.5, 0.85) : pen.range(1.1, 1.4));
  const middle = top + (bottom - top) * pen.range(0.3, 0.6);
  if (pen.chance(0.4)) {
    pen.fill([[-mouth * 0.98, top], [mouth * 0.98, top], [mouth * 0.9, middle], [
      0,
      middle + pen.range(0, 0.2),
    ], [-mouth * 0.9, middle]], shade);
  }
  if (pen.chance(0.45)) {
    pen.stroke(
      [[-mouth * 0.95, top + 0.08], [mouth * 0.95, top + 0.08]],
      0.07,
      tone * pen.range(0.5, 1.3),
    );
  }
  if (pen.chance(0.4)) {
    const size = pen.range(0.05, 0.13);
    pen.fill(
      [[-size, middle - size], [size, middle - size], [size, middle + size], [
        -size,
        middle + size,
      ]],
      tone * pen.range(0.2, 1.5),
    );
  }
};
