// This module is browser compatible.

import type { Generator } from "../random.ts";
import type { Outline, Raster } from "./raster.ts";
import { IMAGE_SIDE } from "../image.ts";

/**
 * Draws shapes in the coordinates of a garment: x from -1 (left) to 1, y from -1 (top) to 1. Before
 * the garment is placed, the edges of the image are at ±1.
 */
export interface Pen {
  /** A number in [low, high). */
  range(low: number, high: number): number;
  /** True with a probability. */
  chance(probability: number): boolean;
  /** Fills an outline with rounded corners. The tone is that of {@linkcode Raster.fill}. */
  fill(outline: Outline, tone: number): void;
  /** Fills an outline with sharp corners. */
  sharp(outline: Outline, tone: number): void;
  /** Fills a right half, whose points go from top to bottom, and its mirror image. */
  symmetric(rightHalf: Outline, tone: number): void;
  /** Draws a line through the points. */
  stroke(points: Outline, width: number, tone: number): void;
  /** Fills an ellipse. */
  ellipse(x: number, y: number, radiusX: number, radiusY: number, tone: number): void;
}

/** The position of a garment in the image: an affine map from its coordinates to pixels. */
export interface Placement {
  /** Pixels right and down per unit of x. */
  readonly x: readonly [number, number];
  /** Pixels right and down per unit of y. */
  readonly y: readonly [number, number];
  /** Pixels right and down of the garment's origin. */
  readonly origin: readonly [number, number];
}

/** Draws one garment. */
export type Garment = (pen: Pen) => void;

/** Chooses the tone of a garment. Bright ones are more likely, since the images are negatives. */
export function brightness(pen: Pen): number {
  return pen.chance(0.6) ? pen.range(0.6, 0.95) : pen.range(0.2, 0.75);
}

/**
 * Chooses a placement near the middle: rotated by a few degrees, sheared, scaled and moved.
 *
 * @example
 * ```ts
 * import { createGenerator } from "../random.ts";
 *
 * const { origin } = randomPlacement(createGenerator(1));
 * console.assert(Math.abs(origin[0] - 14) < 1.5);
 * ```
 */
export function randomPlacement(generator: Generator): Placement {
  const range = (low: number, high: number) => low + (high - low) * generator.uniform();
  // Sums of three uniform numbers are bell-shaped: most garments are nearly straight. Sine and
  // cosine come from the tangent of the half angle: Math.sin differs between JavaScript engines.
  const bell = (reach: number) =>
    (range(-reach, reach) + range(-reach, reach) + range(-reach, reach)) / 3;
  const tangent = bell(0.05);
  const cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
  const sine = 2 * tangent / (1 + tangent * tangent);
  const half = IMAGE_SIDE / 2;
  const size = range(0.93, 1.03), wide = size * range(0.88, 1.08), tall = size * range(0.95, 1.04);
  const shear = bell(0.07);
  return {
    x: [half * wide * cosine, half * wide * sine],
    y: [half * tall * (shear - sine), half * tall * cosine],
    origin: [half + bell(1.4), half + bell(1.4)],
  };
}

/**
 * Makes a pen that draws on `raster` through `placement`.
 *
 * @example
 * ```ts
 * import { createGenerator } from "../random.ts";
 * import { createRaster } from "./raster.ts";
 *
 * const raster = createRaster();
 * raster.texture.fill(1);
 * createPen(raster, { x: [14, 0], y: [0, 14], origin: [14, 14] }, createGenerator(1))
 *   .ellipse(0, 0, 0.5, 0.5, 1);
 * console.assert(raster.levels[14 * 28 + 14] === 1 && raster.levels[0] === 0);
 * ```
 */
export function createPen(raster: Raster, placement: Placement, generator: Generator): Pen {
  const { x: [xRight, xDown], y: [yRight, yDown], origin: [right, down] } = placement;
  const sharp = (outline: Outline, tone: number): void => {
    raster.fill(
      outline.map(([x, y]) => [right + x * xRight + y * yRight, down + x * xDown + y * yDown]),
      tone,
    );
  };
  const fill = (outline: Outline, tone: number) => sharp(cutCorners(outline), tone);
  return {
    range: (low, high) => low + (high - low) * generator.uniform(),
    chance: (probability) => generator.uniform() < probability,
    fill,
    sharp,
    symmetric(rightHalf, tone) {
      const leftHalf = rightHalf.map(([x, y]) => [-x, y] as const).reverse();
      fill([...rightHalf, ...leftHalf], tone);
    },
    stroke(points, width, tone) {
      for (let i = 0; i + 1 < points.length; i++) {
        const [x0, y0] = points[i]!, [x1, y1] = points[i + 1]!;
        const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)) || 1;
        const dx = (x1 - x0) / length * width / 2, dy = (y1 - y0) / length * width / 2;
        sharp([
          [x0 - dx - dy, y0 - dy + dx],
          [x1 + dx - dy, y1 + dy + dx],
          [x1 + dx + dy, y1 + dy - dx],
          [x0 - dx + dy, y0 - dy - dx],
        ], tone);
      }
    },
    ellipse(x, y, radiusX, radiusY, tone) {
      sharp(CIRCLE.map(([unitX, unitY]) => [x + unitX * radiusX, y + unitY * radiusY]), tone);
    },
  };
}

/** Cuts corners once (Chaikin 1974): each corner becomes two points near it, on its edges. */
function cutCorners(outline: Outline): Outline {
  return outline.flatMap(([x0, y0], i) => {
    const [x1, y1] = outline[(i + 1) % outline.length]!;
    const dx = x1 - x0, dy = y1 - y0;
    return [[x0 + 0.2 * dx, y0 + 0.2 * dy], [x0 + 0.8 * dx, y0 + 0.8 * dy]] as const;
  });
}

/** 16 points on the unit circle, without Math.cos, which JavaScript engines round differently. */
const CIRCLE: Outline = [0, 1, 2, 3].flatMap((quadrant) => {
  const diagonal = Math.sqrt(0.5);
  const quarter = [[1, 0], [12 / 13, 5 / 13], [diagonal, diagonal], [5 / 13, 12 / 13]] as const;
  return quarter.map(([x, y]): readonly [number, number] =>
    quadrant === 0 ? [x, y] : quadrant === 1 ? [-y, x] : quadrant === 2 ? [-x, -y] : [y, -x]
  );
});
