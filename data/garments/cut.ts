// This module is browser compatible.

import type { Pen } from "./pen.ts";

/** The cut of a garment for the upper body. Lengths are in garment coordinates. */
export interface Cut {
  /** Brightness before the texture, 0 to 1. */
  readonly tone: number;
  /** The y of the highest point. */
  readonly top: number;
  /** The y of the hem. */
  readonly bottom: number;
  /** Half of the width at the shoulders; the next three follow from top to bottom. */
  readonly shoulder: number;
  readonly chest: number;
  readonly waist: number;
  readonly hem: number;
  /** Half of the width of the neckline. */
  readonly neck: number;
  /** The depth of the neckline. */
  readonly neckDepth: number;
  /** The reach of a sleeve from the shoulder, down and out. There is none when `drop` is 0. */
  readonly sleeve: { readonly drop: number; readonly out: number; readonly width: number };
  /** The kind of collar. */
  readonly collar: "none" | "points" | "lapels" | "high" | "hood";
  /** The kind of front. */
  readonly front: "closed" | "buttons" | "zip" | "open";
  /** True with a picture on the chest. */
  readonly print: boolean;
  /** True with two pockets. */
  readonly pockets: boolean;
}

/** Draws a top of any cut, from the back to the front: neck, sleeves, body, collar and front. */
export function drawCut(pen: Pen, cut: Cut): void {
  const { tone, top, bottom, shoulder, chest, waist, hem, neck, neckDepth, sleeve } = cut;
  const shoulderY = top + pen.range(0.08, 0.18), armpitY = shoulderY + pen.range(0.36, 0.5);
  if (cut.collar === "hood") pen.ellipse(0, top + 0.05, neck + 0.12, 0.2, tone * 0.85);
  else if (pen.chance(0.7)) {
    pen.sharp([[-neck, top], [neck, top], [0, top + neckDepth]], tone * 0.55);
  }

  if (sleeve.drop > 0) {
    const seam = pen.range(0.7, 1);
    for (const side of [-1, 1]) {
      drawSleeve(pen, cut, side, shoulderY, armpitY);
      pen.stroke([[side * shoulder, shoulderY], [side * chest, armpitY]], 0.05, tone * seam);
    }
  }
  const waistY = armpitY + (bottom - armpitY) * pen.range(0.3, 0.6);
  const roundness = pen.range(0.3, 0.75);
  pen.symmetric([
    [0, top + neckDepth],
    [neck * 0.6, top + neckDepth * roundness],
    [neck, top],
    [shoulder, shoulderY],
    [chest, armpitY],
    [waist, waistY],
    [hem, bottom],
    [hem * 0.5, bottom + 0.02],
  ], tone);
  if (pen.chance(0.3)) {
    pen.stroke(
      [[-hem * 0.92, bottom - 0.07], [hem * 0.92, bottom - 0.07]],
      0.08,
      tone * pen.range(0.7, 1.2),
    );
  }

  drawCollar(pen, cut);
  drawFront(pen, cut);
  if (cut.print) {
    const size = pen.range(0.1, 0.3), other = pen.range(0.1, 1);
    const y = pen.range(-0.35, 0.2);
    if (pen.chance(0.5)) pen.ellipse(0, y, size, size * pen.range(0.5, 1.2), other);
    else {pen.fill(
        [[-size, y - size], [size, y - size], [size, y + size], [-size, y + size]],
        other,
      );}
  }
  if (cut.pockets) {
    const y = pen.range(0.2, 0.5), shade = tone * pen.range(0.5, 0.8);
    for (const side of [-1, 1]) {
      pen.stroke([[side * hem * 0.35, y], [side * hem * 0.75, y + 0.06]], 0.07, shade);
    }
  }
}

function drawSleeve(pen: Pen, cut: Cut, side: number, shoulderY: number, armpitY: number): void {
  const { shoulder, chest, tone, sleeve: { drop, out, width } } = cut;
  const cuffX = shoulder + out, cuffY = shoulderY + drop;
  // The vector across the arm is perpendicular to the line from shoulder to cuff.
  const length = Math.sqrt(out * out + drop * drop);
  const acrossX = drop / length * width, acrossY = -out / length * width;
  const bend = pen.range(0, 0.08);
  pen.fill([
    [side * (shoulder - 0.16), shoulderY - 0.04],
    [side * (shoulder + 0.03), shoulderY],
    [side * (shoulder + out * 0.5 + acrossX + bend), shoulderY + drop * 0.5 + acrossY],
    [side * (cuffX + acrossX), cuffY + acrossY],
    [side * (cuffX - acrossX), cuffY - acrossY],
    [side * (chest - 0.04), armpitY],
    [side * (chest - 0.2), armpitY - 0.1],
  ], tone * pen.range(0.82, 1.02));
}

function drawCollar(pen: Pen, { collar, tone, top, neck, neckDepth }: Cut): void {
  if (collar === "none" || collar === "hood") return;
  const shade = tone * (pen.chance(0.5) ? pen.range(0.55, 0.85) : pen.range(1.1, 1.4));
  if (collar === "high") {
    const height = pen.range(0.12, 0.24);
    pen.symmetric(
      [[neck * 0.8, top - 0.05], [neck, top + height], [neck * 0.5, top + height + 0.04]],
      shade,
    );
    return;
  }
  const drop = collar === "points" ? pen.range(0.16, 0.28) : pen.range(0.4, 0.7);
  const wide = collar === "points" ? 0.12 : pen.range(0.1, 0.2);
  for (const side of [-1, 1]) {
    pen.sharp([[side * neck * 0.8, top - 0.03], [side * (neck + 0.06), top + 0.04], [
      side * (neck * 0.6 + wide),
      top + drop * 0.75,
    ], [side * 0.02, top + Math.max(drop, neckDepth)]], shade);
    pen.stroke(
      [[side * (neck * 0.6 + wide), top + drop * 0.75], [side * 0.02, top + drop]],
      0.05,
      tone * 0.5,
    );
  }
}

function drawFront(pen: Pen, { front, tone, top, bottom, neckDepth }: Cut): void {
  if (front === "closed") return;
  const from = top + neckDepth + 0.02,
    shade = tone * (pen.chance(0.7) ? pen.range(0.3, 0.75) : pen.range(1.15, 1.5));
  if (front === "open") {
    const gap = pen.range(0.05, 0.16);
    pen.sharp(
      [[-0.03, from], [0.03, from], [gap, bottom + 0.03], [-gap, bottom + 0.03]],
      tone * pen.range(0, 0.5),
    );
  } else if (front === "zip") {
    pen.stroke([[0, from], [0, bottom - 0.03]], pen.range(0.05, 0.12), shade);
  } else {
    pen.stroke([[0, from], [0, bottom - 0.03]], 0.09, tone * pen.range(0.85, 1.1));
    const count = 4 + Math.floor(pen.range(0, 4));
    for (let i = 0; i < count; i++) {
      pen.ellipse(0, from + (bottom - from) * (i + 0.4) / count, 0.05, 0.05, shade);
    }
  }
}
