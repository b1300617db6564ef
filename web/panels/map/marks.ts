// This module is browser compatible.
import { FONT_FAMILY } from "../../../viz/figures/theme.ts";
import type { Palette } from "../palette.ts";
import type { ClassName } from "./class_names.ts";
import { type Neighbour, placeAmong } from "./neighbours.ts";
import type { PointGrid } from "./point_grid.ts";
import { type Size, toMap, toScreen, type View } from "./view.ts";
import { IMAGE_SIDE } from "../../../data/image.ts";

/** What lies above the dots. */
export interface Marks {
  /** The names of the classes, in the map's units. */
  readonly names: readonly ClassName[];
  /** The point below the pointer, */
  readonly hovered?: number | undefined;
  /** the one that was selected, */
  readonly selected?: number | undefined;
  /** and what is nearest to it in feature space. */
  readonly neighbours: readonly number[];
  /** The user's own picture. */
  readonly picture?:
    | {
      readonly canvas: HTMLCanvasElement;
      /** The points whose places it lies among. */
      readonly neighbours: readonly Neighbour[];
    }
    | undefined;
}

/** What marks are drawn from. */
export interface Scene {
  readonly view: View;
  readonly size: Size;
  readonly positions: Float32Array;
  readonly palette: Palette;
  readonly radius: number;
  readonly colourOf: (point: number) => string | undefined;
}

const FRAME = 3;

/** Draws names, rings and lines over the dots. */
export function drawMarks(pen: CanvasRenderingContext2D, scene: Scene, marks: Marks): void {
  const { palette, view, radius, positions } = scene;
  const at = (point: number) => toScreen(view, positions[2 * point]!, positions[2 * point + 1]!);
  drawNames(pen, scene, marks.names);
  const web = (from: readonly [number, number], points: readonly number[]) => {
    pen.strokeStyle = palette.ink;
    pen.globalAlpha = 0.55;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const point of points) {
      pen.moveTo(...from);
      pen.lineTo(...at(point));
    }
    pen.stroke();
    pen.globalAlpha = 1;
    for (const point of points) {
      drawRing(pen, scene, at(point), radius + 2.5, 1.5, scene.colourOf(point));
    }
  };
  if (marks.selected !== undefined) {
    web(at(marks.selected), marks.neighbours);
    drawRing(pen, scene, at(marks.selected), radius + 5, 2.5, scene.colourOf(marks.selected));
  }
  if (marks.hovered !== undefined) {
    drawRing(pen, scene, at(marks.hovered), radius + 4, 2, scene.colourOf(marks.hovered));
  }
  if (marks.picture) {
    const { neighbours } = marks.picture;
    const place = toScreen(view, ...placeAmong(neighbours, positions));
    web(place, neighbours.map(({ point }) => point));
    drawPicture(pen, scene, place, marks.picture.canvas);
  }
}

function drawNames(pen: CanvasRenderingContext2D, scene: Scene, names: readonly ClassName[]) {
  const { palette, view } = scene;
  pen.font = `600 13px ${FONT_FAMILY}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  for (const { name, x, y } of names) {
    const place = toScreen(view, x, y);
    pen.lineWidth = 4;
    pen.strokeStyle = palette.surface;
    pen.strokeText(name, ...place);
    pen.fillStyle = palette.ink;
    pen.fillText(name, ...place);
  }
}

function drawRing(
  pen: CanvasRenderingContext2D,
  { palette }: Scene,
  [left, top]: readonly [number, number],
  radius: number,
  width: number,
  fill: string | undefined,
): void {
  pen.beginPath();
  pen.arc(left, top, radius, 0, 2 * Math.PI);
  if (fill !== undefined) {
    pen.fillStyle = fill;
    pen.fill();
  }
  pen.lineWidth = width + 2;
  pen.strokeStyle = palette.surface;
  pen.stroke();
  pen.lineWidth = width;
  pen.strokeStyle = palette.ink;
  pen.stroke();
}

function drawPicture(
  pen: CanvasRenderingContext2D,
  { palette }: Scene,
  [left, top]: readonly [number, number],
  canvas: HTMLCanvasElement,
): void {
  const side = 44, half = side / 2;
  pen.fillStyle = palette.surface;
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(left - half, top - half, side, side, 6);
  pen.fill();
  pen.stroke();
  pen.imageSmoothingEnabled = false;
  pen.drawImage(canvas, left - half + 4, top - half + 4, side - 8, side - 8);
  pen.font = `600 11px ${FONT_FAMILY}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 4;
  pen.strokeStyle = palette.surface;
  pen.strokeText("yours", left, top + half + 10);
  pen.fillStyle = palette.ink;
  pen.fillText("yours", left, top + half + 10);
}

/**
 * Draws images in place of dots, as many as there is room for; the first of the points that would
 * cover each other wins.
 *
 * @param stampOf The image of a point as a canvas; until there is one, its frame is empty.
 */
export function drawThumbnails(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  grid: PointGrid,
  stampOf: (point: number) => HTMLCanvasElement | undefined,
): void {
  const { view, size, positions, palette } = scene;
  const side = IMAGE_SIDE + 2 * FRAME;
  const [left, top] = toMap(view, -side, -side);
  const [right, bottom] = toMap(view, size.width + side, size.height + side);
  const taken = new Set<string>();
  const drawn: [number, number][] = [];
  const cell = (value: number) => Math.floor(value / side);
  const overlaps = (x: number, y: number) => {
    if (taken.has(`${cell(x)} ${cell(y)}`)) return true;
    return drawn.some(([a, b]) => Math.abs(a - x) < side && Math.abs(b - y) < side);
  };
  for (const point of grid.within(left, bottom, right, top).sort((a, b) => a - b)) {
    const colour = scene.colourOf(point);
    if (colour === undefined) continue;
    const [x, y] = toScreen(view, positions[2 * point]!, positions[2 * point + 1]!);
    if (overlaps(x, y)) continue;
    taken.add(`${cell(x)} ${cell(y)}`);
    drawn.push([x, y]);
    pen.beginPath();
    pen.roundRect(x - side / 2, y - side / 2, side, side, 4);
    pen.fillStyle = palette.surface;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = colour;
    pen.stroke();
    const stamp = stampOf(point);
    if (stamp) pen.drawImage(stamp, x - IMAGE_SIDE / 2, y - IMAGE_SIDE / 2, IMAGE_SIDE, IMAGE_SIDE);
  }
}
