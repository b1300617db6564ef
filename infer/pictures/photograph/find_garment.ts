// This module is browser compatible.
import type { Cells } from "./colour_grid.ts";
import { type ColourMixture, mixColours } from "./colour_mixture.ts";
import { closeGaps, type Mask, wholePieces } from "./mask.ts";

/** Cells from the border inwards that are taken for ground at first, as a part of the shorter side. */
const BAND = 0.06;
/** Kinds of colour of the ground and of the garment. */
const KINDS = { ground: 7, garment: 6 } as const;
/** The density of the garment's colours while nothing is known of them: all are equally likely. */
const ANY_COLOUR = 1 / 255 ** 3;
/** How much likelier they are held to be when nothing was found: one after the other, for a garment much like its ground. */
const EAGERNESS = [1, 10];
/** Rounds of assigning cells; in every other one of them the colours are described anew. */
const ROUNDS = 8;
/** Gaps in the garment up to twice so many cells are closed: dark stripes, seams. */
const GAP = 2;
/** A garment is at least this part of the picture. */
const LEAST = 1 / 400;

/**
 * Finds the garment in a photograph: what lies in the middle and is coloured otherwise than the border. In the way of
 * GrabCut (Rother, Kolmogorov and Blake 2004) the colours of ground and garment are described by mixtures, and each cell
 * is given to the likelier one, in turn. Where GrabCut cuts a graph, a cell here asks its neighbours: that is exact enough
 * for an image of 28x28.
 *
 * @returns The cells of the garment; `undefined` where nothing stands out.
 *
 * @example
 * ```ts ignore
 * const mask = findGarment(cellsOf(pixels, { left: 0, top: 0, width, height }, 112));
 * ```
 */
export function findGarment({ width, height, colours }: Cells): Mask | undefined {
  const even = { width, height, colours: evenLight({ width, height, colours }) };
  for (const eagerness of EAGERNESS) {
    const mask = assign(even, eagerness * ANY_COLOUR);
    if (mask) return mask;
  }
  return undefined;
}

/** Assigns the cells. */
function assign({ width, height, colours }: Cells, anyColour: number): Mask | undefined {
  const count = width * height;
  const middle = middleOf(width, height), border = borderOf(width, height);
  let ground = mixColours(colours, border, KINDS.ground);
  let garment: ColourMixture = { density: () => anyColour };
  /** How likely each cell is to belong to the garment. */
  let share = middle;
  for (let round = 0; round < ROUNDS; round++) {
    const around = round === 0 ? middle : blur(share, width, height);
    share = share.map((_, i) => {
      const [r, g, b] = [colours[3 * i]!, colours[3 * i + 1]!, colours[3 * i + 2]!];
      const before = 0.04 + 0.92 * (0.85 * around[i]! + 0.15 * middle[i]!);
      // A colour that the garment has not shown yet is not ruled out.
      const isGarment = before * (garment.density(r, g, b) + 0.02 * anyColour);
      return isGarment / (isGarment + (1 - before) * ground.density(r, g, b));
    });
    if (round % 2 === 1) continue;
    const own = share.map((each, i) => border[i] || each <= 0.5 ? 0 : each);
    if (own.filter((each) => each > 0).length < LEAST * count) return undefined;
    garment = mixColours(colours, own, KINDS.garment);
    ground = mixColours(colours, share.map((each) => each < 0.5 ? 1 - each : 0), KINDS.ground);
  }
  const cells = Uint8Array.from(blur(share, width, height), (each) => each > 0.5 ? 1 : 0);
  const whole = wholePieces(closeGaps({ width, height, cells }, GAP), middle);
  return whole.cells.reduce((sum, cell) => sum + cell, 0) < LEAST * count ? undefined : whole;
}

/** How likely a place is to show the garment before its colour is looked at, [height,width]. */
function middleOf(width: number, height: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = placeOf(i, width, height);
    return Math.max(0.02, 0.6 - 0.6 * Math.max(x * x, y * y));
  });
}

/** The middle of a cell, -1 to 1 each way. */
function placeOf(i: number, width: number, height: number): [x: number, y: number] {
  return [(2 * (i % width) + 1) / width - 1, (2 * Math.floor(i / width) + 1) / height - 1];
}

/** 1 for each cell near the border, [height,width]. */
function borderOf(width: number, height: number): Float32Array<ArrayBuffer> {
  const band = Math.max(1, Math.round(BAND * Math.min(width, height)));
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = i % width, y = Math.floor(i / width);
    return Math.min(x, y, width - 1 - x, height - 1 - y) < band ? 1 : 0;
  });
}

/** Takes uneven light away: divides by a plane through the brightness of the outermost cells, by least squares. */
function evenLight({ width, height, colours }: Cells): Float32Array<ArrayBuffer> {
  // On a border x and y are uncorrelated, with each other and with a constant: each slope is a quotient of two sums.
  let n = 0, sum = 0, sumX = 0, sumY = 0, squaresX = 0, squaresY = 0;
  for (let i = 0; i < width * height; i++) {
    const column = i % width, row = Math.floor(i / width);
    if (column > 0 && row > 0 && column < width - 1 && row < height - 1) continue;
    const [x, y] = placeOf(i, width, height);
    const light = (colours[3 * i]! + colours[3 * i + 1]! + colours[3 * i + 2]!) / 3;
    n++, sum += light;
    sumX += x * light, squaresX += x * x;
    sumY += y * light, squaresY += y * y;
  }
  const mean = sum / n || 1, slopeX = sumX / (squaresX || 1), slopeY = sumY / (squaresY || 1);
  return Float32Array.from(colours, (level, i) => {
    const [x, y] = placeOf(Math.floor(i / 3), width, height);
    return level * mean / Math.max(mean / 2, mean + slopeX * x + slopeY * y);
  });
}

/** The mean of each cell and those around it; the border counts twice. */
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
