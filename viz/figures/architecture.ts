// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { SvgElement } from "../svg_element.ts";
import { roundedText } from "../svg_serialize.ts";
import { mix } from "./colour.ts";
import { formatCount } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import { fitText } from "./text_width.ts";
import { classColour, SPACE, type Theme, TYPE } from "./theme.ts";

/** A part of a model as a person would draw it. */
export interface ArchitectureBlock {
  /** Its name, for example `conv1`. */
  readonly name: string;
  /** What it does, in order, for example `conv 5 × 5` and `ReLU`. */
  readonly operators: readonly string[];
  /**
   * The shape of what comes out of it, without the batch: [channels, height, width] or [features].
   */
  readonly shape: readonly number[];
  /** How many numbers it has learned. */
  readonly parameters: number;
  /** The number of the block that it follows, from 0; where it is not given, the one before. */
  readonly after?: number;
}

/** What {@linkcode architecture} draws. */
export interface ArchitectureOptions extends Heading {
  /** The blocks, the input first. */
  blocks: readonly ArchitectureBlock[];
}

/** Columns in a row; longer models go on below. */
const COLUMNS = 11;
const COLUMN = 96;
const LINE = 16;
/** Side of the largest image in pixels; how far its other side goes back. */
const LARGEST = 92;
const SLANT = 0.3;
const NAME = { size: TYPE.label, weight: 600 } as const;
const FACT = { size: TYPE.tick } as const;
const MIN_WIDTH = 420;

/** A block and where it stands. */
interface Placed {
  readonly block: ArchitectureBlock;
  readonly column: number;
  /** Which one of those in its column, from 0. */
  readonly lane: number;
}

/**
 * Draws what a model is made of: what comes out of each block as a volume, its height the image's
 * side and its length the number of channels, with name, operators, shape and parameters below. The
 * same input gives the same bytes in every runtime.
 *
 * @param options The blocks.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no blocks, a shape is not one, or a block follows
 * none before it.
 *
 * @example
 * ```ts
 * import { architecture } from "./architecture.ts";
 *
 * const svg = architecture({
 *   title: "A small model",
 *   blocks: [
 *     { name: "image", operators: ["input"], shape: [1, 28, 28], parameters: 0 },
 *     { name: "fc1", operators: ["dense"], shape: [10], parameters: 7850 },
 *   ],
 * });
 * console.assert(svg.includes("1 × 28 × 28") && svg.includes("7,850"));
 * ```
 */
export function architecture(options: ArchitectureOptions): string {
  const { blocks } = options;
  check(blocks);
  const placed = place(blocks);
  const lanes = Math.max(...placed.map(({ lane }) => lane)) + 1;
  const columns = Math.max(...placed.map(({ column }) => column)) + 1;
  const rows = Math.ceil(columns / COLUMNS);
  const largest = Math.max(1, ...blocks.map(({ shape }) => shape.length > 1 ? shape.at(-1)! : 0));
  const most = Math.max(...blocks.map(({ shape }) => shape.length > 1 ? shape[0]! : 1));
  const volumes = blocks.map(({ shape }) => volumeOf(shape, largest, most));
  /** For each lane: where it begins, the room for its volumes, and its whole height. */
  const spaces: { top: number; room: number; height: number }[] = [];
  for (let lane = 0; lane < lanes; lane++) {
    const own = placed.flatMap((one, i) => one.lane === lane ? [{ ...one, ...volumes[i]! }] : []);
    const room = 22 + Math.max(...own.map(({ side, depth }) => side + depth));
    const lines = Math.max(...own.map(({ block }) => linesOf(block).length));
    const before = spaces.at(-1);
    const top = before ? before.top + before.height : 0;
    spaces.push({ top, room, height: room + (lines + 1) * LINE + 14 });
  }
  const rowHeight = spaces.at(-1)!.top + spaces.at(-1)!.height;
  const width = Math.max(MIN_WIDTH, 2 * SPACE.margin + Math.min(columns, COLUMNS) * COLUMN);
  const height = SPACE.heading - 12 + rows * rowHeight + 8;
  const total = blocks.reduce((sum, { parameters }) => sum + parameters, 0);
  const description = `${blocks.length} blocks with ${formatCount(total)} parameters: ${
    blocks.map(({ name, shape }) => `${name} ${shape.join(" × ")}`).join(", ")
  }.`;
  return figure(width, height, options, description, (root, theme) => {
    const at = ({ column, lane }: Placed) => ({
      x: SPACE.margin + (column % COLUMNS + 0.5) * COLUMN,
      y: SPACE.heading - 12 + Math.floor(column / COLUMNS) * rowHeight + spaces[lane]!.top +
        spaces[lane]!.room / 2,
    });
    placed.forEach((one, i) => {
      if (i === 0) return;
      const from = one.block.after ?? i - 1;
      const start = at(placed[from]!), end = at(one);
      if (one.column % COLUMNS === 0) return; // a new row: the reader goes on as with text
      const a = { x: start.x + volumes[from]!.half + 5, y: start.y };
      const b = { x: end.x - volumes[i]!.half - 5, y: end.y };
      arrow(root, a, b, theme);
    });
    placed.forEach((one, i) => {
      const { x, y } = at(one);
      const { block } = one;
      const group = root.group().attr({ "data-block": block.name });
      drawVolume(group, volumes[i]!, x, y, colourOf(block, theme), theme);
      const top = y + spaces[one.lane]!.room / 2 + 8;
      const name = fitText(block.name, NAME, COLUMN - 4);
      label(group, name, { ...NAME, x, y: top, anchor: "middle", fill: theme.ink.strong });
      linesOf(block).forEach((text, line) => {
        label(group, fitText(text, FACT, COLUMN - 2), {
          ...FACT,
          x,
          y: top + (line + 1) * LINE,
          anchor: "middle",
          fill: line === 0 ? theme.ink.strong : theme.ink.muted,
        });
      });
    });
  });
}

function check(blocks: readonly ArchitectureBlock[]): void {
  const fail = (reason: string, hint: string) => {
    throw new WeftError("usage", `Cannot draw the architecture: ${reason}`, hint);
  };
  if (blocks.length === 0) fail("there are no blocks", "Pass the input and what follows it");
  blocks.forEach(({ name, shape, after }, i) => {
    if (shape.length === 0 || shape.some((length) => !(Number.isInteger(length) && length > 0))) {
      fail(`the shape of ${name} is [${shape}]`, "Pass whole numbers from 1, without the batch");
    }
    if (i > 0 && after !== undefined && !(Number.isInteger(after) && after >= 0 && after < i)) {
      fail(`${name} follows block ${after}`, `Pass the number of a block before it, 0 to ${i - 1}`);
    }
  });
}

/** A block stands right of the one that it follows, below those that follow it too. */
function place(blocks: readonly ArchitectureBlock[]): Placed[] {
  const placed: Placed[] = [];
  blocks.forEach((block, i) => {
    const from = placed[block.after ?? i - 1];
    const column = from ? from.column + 1 : 0;
    const lane = placed.filter((other) => other.column === column).length;
    placed.push({ block, column, lane });
  });
  return placed;
}

/** A drawn volume, in pixels. */
interface Volume {
  readonly length: number;
  readonly side: number;
  /** How far the back stands right of and above the front. */
  readonly depth: number;
  /** Half of its width. */
  readonly half: number;
}

/**
 * Areas grow with the numbers of an image; lists and channels by the square root, as they differ a
 * hundredfold.
 */
function volumeOf(shape: readonly number[], largest: number, most: number): Volume {
  const isImage = shape.length > 1;
  const side = isImage
    ? Math.max(7, LARGEST * shape.at(-1)! / largest)
    : Math.min(LARGEST + 20, 14 + 8 * Math.sqrt(shape[0]!));
  const length = isImage ? 3 + 27 * Math.sqrt(shape[0]! / most) : 9;
  const depth = isImage ? SLANT * side : 5;
  return { length, side, depth, half: (length + depth) / 2 };
}

function drawVolume(
  group: SvgElement,
  { length, side, depth, half }: Volume,
  x: number,
  y: number,
  colour: string,
  { paper, ink }: Theme,
): void {
  const x0 = x - half, x1 = x0 + length, y0 = y + (side + depth) / 2, y1 = y0 - side;
  const edge = mix(colour, ink.strong, 0.35);
  const face = (points: readonly (readonly [number, number])[], fill: string) => {
    const path = points.map(([px, py]) => `${roundedText(px)} ${roundedText(py)}`).join("L");
    group.path(`M${path}Z`).fill(fill).stroke({ color: edge, width: 1, linejoin: "round" });
  };
  face([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], mix(paper, colour, 0.7));
  face(
    [[x0, y1], [x1, y1], [x1 + depth, y1 - depth], [x0 + depth, y1 - depth]],
    mix(paper, colour, 0.4),
  );
  face([[x1, y0], [x1 + depth, y0 - depth], [x1 + depth, y1 - depth], [x1, y1]], colour);
}

function colourOf({ operators, parameters, shape }: ArchitectureBlock, theme: Theme): string {
  if (operators.some((word) => word.includes("pool"))) return classColour(1, theme);
  if (parameters === 0) return classColour(3, theme);
  return classColour(shape.length > 1 && !operators.includes("dense") ? 0 : 4, theme);
}

/** An arrow that goes right, and down where its end is lower. */
function arrow(
  root: SvgElement,
  from: { x: number; y: number },
  to: { x: number; y: number },
  { ink }: Theme,
): void {
  const path = (...points: readonly (readonly [number, number])[]) =>
    `M${points.map(([x, y]) => `${roundedText(x)} ${roundedText(y)}`).join("L")}`;
  // It turns between the texts of two columns.
  const turn = Math.max(from.x, to.x - COLUMN / 2 + 14);
  root.path(path([from.x, from.y], [turn, from.y], [turn, to.y], [to.x - 4, to.y]))
    .fill("none").stroke({ color: ink.axis, width: 1.5 });
  root.path(`${path([to.x - 6, to.y - 3.5], [to.x, to.y], [to.x - 6, to.y + 3.5])}Z`)
    .fill(ink.axis);
}

/** What stands below a block's name. */
function linesOf({ shape, operators, parameters }: ArchitectureBlock): string[] {
  const learned = parameters > 0 ? [`${formatCount(parameters)} params`] : [];
  return [shape.join(" × "), ...operators, ...learned];
}
