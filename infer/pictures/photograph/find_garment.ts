// This module is browser compatible.
import type { ColourGrid } from "./colour_grid.ts";
import { type ColourMixture, fitColourMixture } from "./colour_mixture.ts";
import { closeMask, keepComponents, type Mask } from "./mask.ts";

/** The width of the border that is background at first, as a part of the shorter side. */
const BORDER = 0.06;
/** The most components of the colour mixtures of background and garment. */
const COMPONENTS = { background: 7, garment: 6 } as const;
/** The density of the garment's colours before the first fit: all colours are equally likely. */
const UNIFORM = 1 / 255 ** 3;
/**
 * Factors of that density, which are tried in turn until a garment is found. The second one finds a
 * garment whose colours are much like the background.
 */
const FACTORS = [1, 10];
/** Rounds of assigning cells. The mixtures are fitted anew in every other one. */
const ROUNDS = 8;
/** Gaps in the garment up to twice this width, in cells, are closed: dark stripes, seams. */
const GAP = 2;
/** The least size of a garment, as a part of the picture. */
const LEAST_SIZE = 1 / 400;

/**
 * Finds the garment in a photograph: the part in the middle with other colours than the border. As
 * in GrabCut (Rother, Kolmogorov and Blake 2004), mixtures describe the colours of background and
 * garment, and each cell is assigned to the likelier one, in turn. GrabCut then cuts a graph. Here
 * the probabilities of neighbours are averaged, which is precise enough for an image of 28x28.
 *
 * @returns The cells of the garment; `undefined` when none is found.
 *
 * @example
 * ```ts ignore
 * const mask = findGarment(colourGrid(pixels, { left: 0, top: 0, width, height }, 112));
 * ```
 */
export function findGarment(grid: ColourGrid): Mask | undefined {
  const even = { ...grid, colours: evenLight(grid) };
  for (const factor of FACTORS) {
    const mask = assignCells(even, factor * UNIFORM);
    if (mask) return mask;
  }
  return undefined;
}

/**
 * Assigns each cell to the garment or the background.
 *
 * @param uniform The density of the garment's colours before the first fit.
 */
function assignCells({ width, height, colours }: ColourGrid, uniform: number): Mask | undefined {
  const count = width * height;
  const middle = middlePrior(width, height), border = borderCells(width, height);
  let background = fitColourMixture(colours, border, COMPONENTS.background);
  let garment: ColourMixture = { density: () => uniform };
  /** The probability of each cell to belong to the garment. */
  let probability = middle;
  for (let round = 0; round < ROUNDS; round++) {
    const around = round === 0 ? middle : blur(probability, width, height);
    probability = probability.map((_, i) => {
      const [r, g, b] = [colours[3 * i]!, colours[3 * i + 1]!, colours[3 * i + 2]!];
      const prior = 0.04 + 0.92 * (0.85 * around[i]! + 0.15 * middle[i]!);
      // The small uniform density leaves a chance to colours that the garment has not had yet.
      const ofGarment = prior * (garment.density(r, g, b) + 0.02 * uniform);
      return ofGarment / (ofGarment + (1 - prior) * background.density(r, g, b));
    });
    if (round % 2 === 1) continue;
    const inside = probability.map((each, i) => border[i] || each <= 0.5 ? 0 : each);
    const outside = probability.map((each) => each < 0.5 ? 1 - each : 0);
    if (inside.filter((each) => each > 0).length < LEAST_SIZE * count) return undefined;
    garment = fitColourMixture(colours, inside, COMPONENTS.garment);
    background = fitColourMixture(colours, outside, COMPONENTS.background);
  }
  const cells = Uint8Array.from(blur(probability, width, height), (each) => each > 0.5 ? 1 : 0);
  const mask = keepComponents(closeMask({ width, height, cells }, GAP), middle);
  const size = mask.cells.reduce((sum, cell) => sum + cell, 0);
  return size < LEAST_SIZE * count ? undefined : mask;
}

/** The probability of each cell to belong to the garment by its position alone, [height,width]. */
function middlePrior(width: number, height: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = positionOf(i, width, height);
    return Math.max(0.02, 0.6 - 0.6 * Math.max(x * x, y * y));
  });
}

/** The middle of a cell, -1 to 1 in each direction. */
function positionOf(i: number, width: number, height: number): [x: number, y: number] {
  return [(2 * (i % width) + 1) / width - 1, (2 * Math.floor(i / width) + 1) / height - 1];
}

/** 1 for each cell near the border, 0 for others, [height,width]. */
function borderCells(width: number, height: number): Float32Array<ArrayBuffer> {
  const band = Math.max(1, Math.round(BORDER * Math.min(width, height)));
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = i % width, y = Math.floor(i / width);
    return Math.min(x, y, width - 1 - x, height - 1 - y) < band ? 1 : 0;
  });
}

/**
 * Removes uneven light: divides the colours by a plane that is fitted to the brightness of the
 * outermost cells by least squares.
 */
function evenLight({ width, height, colours }: ColourGrid): Float32Array<ArrayBuffer> {
  // On a border x, y and a constant are uncorrelated, so each slope is a quotient of two sums.
  let n = 0, sum = 0, sumX = 0, sumY = 0, squaresX = 0, squaresY = 0;
  for (let i = 0; i < width * height; i++) {
    const column = i % width, row = Math.floor(i / width);
    if (column > 0 && row > 0 && column < width - 1 && row < height - 1) continue;
    const [x, y] = positionOf(i, width, height);
    const light = (colours[3 * i]! + colours[3 * i + 1]! + colours[3 * i + 2]!) / 3;
    n++, sum += light;
    sumX += x * light, squaresX += x * x;
    sumY += y * light, squaresY += y * y;
  }
  const mean = sum / n || 1, slopeX = sumX / (squaresX || 1), slopeY = sumY / (squaresY || 1);
  return Float32Array.from(colours, (level, i) => {
    const [x, y] = positionOf(Math.floor(i / 3), width, height);
    return level * mean / Math.max(mean / 2, mean + slopeX * x + slopeY * y);
  });
}

/**
 * The mean of each cell and the eight around it. At the border, cells of the border count twice.
 */
function blur(values: Float32Array, width: number, height: number): Float32Array<ArrayBuffer> {
  const across = Float32Array.from(values, (value, i) => {
    const x = i % width;
    return (values[x > 0 ? i - 1 : i]! + value + values[x < width - 1 ? i + 1 : i]!) / 3;
  });
  return across.map((value, i) => {
    const above = i >= width ? i - width : i, below = i < width * (height - 1) ? i + width : i;
    return (across[above]! + value + across[below]!) / 3;
  });
}
