// This module is browser compatible.

import { brightness, type Garment, type Pen } from "./pen.ts";

/** The y of the floor. Shoes are seen from the side, the toe on the left. */
const GROUND = 0.36;

/** Draws a sandal: a sole, flat or with a heel, and straps with gaps between them. */
export const sandal: Garment = (pen) => {
  const tone = brightness(pen), thick = pen.range(0.05, 0.16);
  const rise = pen.chance(0.5) ? pen.range(0.25, 0.75) : pen.range(0, 0.15);
  const ground = GROUND + rise * 0.55;
  const heelY = ground - thick - rise, ballX = pen.range(-0.45, -0.2);
  const sole = (x: number) =>
    x < ballX ? ground - thick : ground - thick - rise * (x - ballX) / (0.85 - ballX);
  const heelTone = tone * pen.range(0.7, 1);
  if (rise > 0.2) {
    const wide = pen.chance(0.35);
    if (wide) pen.sharp([[ballX, ground], [0.93, heelY], [0.88, ground]], heelTone);
    else pen.sharp([[0.72, heelY], [0.94, heelY], [0.9, ground], [0.8, ground]], heelTone);
  }
  pen.fill([
    [-0.97, ground - thick],
    [ballX, ground - thick],
    [0.55, sole(0.55)],
    [0.95, heelY - 0.02],
    [0.95, heelY + thick],
    [0.5, sole(0.5) + thick],
    [ballX, ground],
    [-0.95, ground],
  ], tone * pen.range(0.75, 1.1));

  /** Draws a strap over the foot: a parabola with both ends on the sole. */
  const arch = (from: number, to: number, height: number, width: number) => {
    const points: [number, number][] = [];
    for (let t = 0; t <= 1; t += 0.2) {
      const x = from + (to - from) * t;
      points.push([x, sole(x) - height * 4 * t * (1 - t)]);
    }
    pen.stroke(points, width, tone * pen.range(0.8, 1.15));
  };
  const kind = pen.range(0, 1), start = pen.range(-0.8, -0.5);
  if (kind < 0.3) {
    // A thong: one strap from between the toes, split in two.
    for (const reach of [0.55, 0.85]) {
      arch(start, start + reach, pen.range(0.15, 0.3), pen.range(0.06, 0.12));
    }
  } else if (kind < 0.5) {
    // A slide: one or two broad bands.
    const wide = pen.range(0.3, 0.6), height = pen.range(0.25, 0.42);
    pen.fill([[start, sole(start)], [start + 0.2, sole(start) - height * 0.8], [
      start + wide,
      sole(start) - height,
    ], [start + wide + 0.25, sole(start + wide + 0.25)]], tone);
    if (pen.chance(0.5)) arch(start + wide, start + wide + 0.5, height, pen.range(0.1, 0.2));
  } else {
    const straps = 2 + Math.floor(pen.range(0, 3)), width = pen.range(0.07, 0.17);
    for (let i = 0; i < straps; i++) {
      const from = start + 0.75 * (i + pen.range(-0.3, 0.3)) / straps;
      arch(from, from + pen.range(0.25, 0.7), pen.range(0.18, 0.4) + 0.1 * i, width);
    }
  }
  if (pen.chance(kind < 0.3 ? 0.1 : 0.6)) {
    const y = heelY - pen.range(0.3, 0.6), width = pen.range(0.06, 0.13);
    const front = pen.range(-0.05, 0.35), dip = y + pen.range(0.02, 0.15);
    pen.stroke([[0.9, heelY], [0.84, y], [0.6, dip], [front, y + 0.05]], width, tone);
    if (pen.chance(0.6)) pen.stroke([[front, y + 0.05], [front - 0.2, sole(front)]], width, tone);
  }
  if (pen.chance(0.1)) closedUpper(pen, tone, ground, 0.6);
};

/** Draws a sneaker: low, with a thick sole, laces and stripes. */
export const sneaker: Garment = (pen) => {
  const tone = brightness(pen), ground = GROUND + pen.range(-0.06, 0.06);
  const high = pen.chance(0.14) ? pen.range(0.25, 0.6) : 0;
  closedUpper(pen, tone, ground, pen.range(0.62, 0.88) + high);
  const thick = pen.range(0.08, 0.2),
    soleTone = pen.chance(0.5) ? pen.range(0.7, 1) : tone * pen.range(0.3, 0.8);
  pen.fill([[-0.98, ground - thick], [0.97, ground - thick * pen.range(0.9, 1.4)], [0.94, ground], [
    -0.9,
    ground,
  ]], soleTone);
  if (pen.chance(0.55)) {
    const shade = tone * pen.range(0.45, 1.4), count = 1 + Math.floor(pen.range(0, 3));
    for (let i = 0; i < count; i++) {
      const x = -0.05 + 0.16 * i;
      pen.stroke([[x, ground - thick], [x + pen.range(0.08, 0.26), ground - 0.48]], 0.08, shade);
    }
  }
  if (pen.chance(0.6)) {
    const shade = tone * pen.range(0.4, 1.3);
    for (let i = 0; i < 3; i++) {
      pen.stroke(
        [[-0.42 + 0.14 * i, ground - 0.46 - 0.09 * i], [-0.3 + 0.14 * i, ground - 0.38 - 0.09 * i]],
        0.05,
        shade,
      );
    }
  }
};

/** Draws the closed body of a low shoe, `height` above the floor at its opening. */
function closedUpper(pen: Pen, tone: number, ground: number, height: number): void {
  const y = (share: number) => ground - height * share;
  const toe = pen.range(0.38, 0.55), tongue = pen.range(-0.1, 0.1);
  pen.fill([
    [-0.97, ground - 0.05],
    [-0.95, y(toe * 0.7)],
    [-0.72, y(toe)],
    [-0.4, y(toe + 0.12)],
    [tongue - 0.05, y(0.95)],
    [tongue + 0.18, y(1.03)],
    [0.5, y(pen.range(0.72, 0.9))],
    [0.82, y(pen.range(0.9, 1.1))],
    [0.93, y(0.9)],
    [0.9, y(0.4)],
    [0.95, ground - 0.05],
  ], tone);
  if (pen.chance(0.6)) {
    pen.stroke([[0.86, y(0.9)], [0.84, ground - 0.12]], 0.12, tone * pen.range(0.6, 1.2));
  }
  if (pen.chance(0.5)) {
    pen.ellipse(0.42 + tongue * 0.5, y(0.97), 0.26, 0.05, tone * pen.range(0.2, 0.6));
  }
}

/** Draws an ankle boot: a shaft above the foot, a heel under it. */
export const ankleBoot: Garment = (pen) => {
  const tone = brightness(pen);
  const top = pen.chance(0.3) ? pen.range(-0.55, -0.15) : pen.range(-0.98, -0.65);
  const heel = pen.chance(0.4) ? pen.range(0.25, 0.5) : pen.range(0.06, 0.2);
  const ground = pen.range(0.7, 0.93), sole = ground - pen.range(0.05, 0.12);
  const front = pen.range(-0.18, 0.1), back = pen.range(0.72, 0.9), heelY = sole - heel * 0.6;
  const heelFront = pen.range(0.2, 0.55);
  pen.sharp([[heelFront, heelY - 0.1], [back + 0.04, heelY - 0.1], [back, ground], [
    heelFront + heel * 0.25,
    ground,
  ]], tone * pen.range(0.55, 1));
  pen.fill([
    [front - 0.02, top],
    [back - 0.03, top - pen.range(0, 0.08)],
    [back - 0.02, (top + heelY) / 2],
    [back + 0.04, heelY],
    [heelFront, heelY + 0.02],
    [-0.2, sole],
    [-0.97, sole],
    [-0.98, sole - 0.2],
    [-0.72, sole - pen.range(0.3, 0.42)],
    [-0.3, sole - pen.range(0.5, 0.62)],
    [front - 0.04, sole - 0.85],
  ], tone);
  pen.sharp([
    [-0.97, sole - 0.04],
    [-0.2, sole - 0.04],
    [heelFront, heelY],
    [heelFront, heelY + 0.1],
    [-0.2, ground],
    [-0.95, ground],
  ], tone * pen.range(0.45, 1.1));
  const shade = tone * pen.range(0.5, 0.85);
  if (pen.chance(0.35)) pen.stroke([[front + 0.3, top], [front + 0.34, heelY - 0.3]], 0.07, shade);
  if (pen.chance(0.35)) {
    pen.stroke([[front - 0.05, sole - 0.5], [back, sole - pen.range(0.3, 0.7)]], 0.09, shade);
  }
  if (pen.chance(0.3)) {
    for (let i = 0; i < 4; i++) {
      pen.stroke(
        [[front - 0.04, sole - 0.6 - 0.18 * i], [front + 0.16, sole - 0.66 - 0.18 * i]],
        0.06,
        shade,
      );
    }
  }
};
