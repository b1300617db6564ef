// This module is browser compatible.
import { IMAGE_SIDE } from "../../../data/image.ts";
import type { Scene } from "./overlay.ts";
import type { PointGrid } from "./point_grid.ts";
import { toMap, toScreen } from "./view.ts";

/** The width of the frame around an image, in CSS pixels. */
const FRAME = 3;

/**
 * Draws images instead of dots, without overlaps. Of points whose images would overlap, the one
 * with the smallest index is drawn.
 *
 * @param thumbnailOf The image of a point as a canvas; without one the frame stays empty.
 */
export function drawThumbnails(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  grid: PointGrid,
  thumbnailOf: (point: number) => HTMLCanvasElement | undefined,
): void {
  const { view, size, positions, palette } = scene;
  const side = IMAGE_SIDE + 2 * FRAME;
  const [left, top] = toMap(view, -side, -side);
  const [right, bottom] = toMap(view, size.width + side, size.height + side);
  const takenCells = new Set<string>();
  const drawn: [number, number][] = [];
  const cellOf = (x: number, y: number) => `${Math.floor(x / side)} ${Math.floor(y / side)}`;
  const overlaps = (x: number, y: number) =>
    takenCells.has(cellOf(x, y)) ||
    drawn.some(([a, b]) => Math.abs(a - x) < side && Math.abs(b - y) < side);
  for (const point of grid.within(left, bottom, right, top).sort((a, b) => a - b)) {
    const colour = scene.colourOf(point);
    if (colour === undefined) continue;
    const [x, y] = toScreen(view, positions[2 * point]!, positions[2 * point + 1]!);
    if (overlaps(x, y)) continue;
    takenCells.add(cellOf(x, y));
    drawn.push([x, y]);
    pen.beginPath();
    pen.roundRect(x - side / 2, y - side / 2, side, side, 4);
    pen.fillStyle = palette.surface;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = colour;
    pen.stroke();
    const canvas = thumbnailOf(point);
    if (canvas) {
      pen.drawImage(canvas, x - IMAGE_SIDE / 2, y - IMAGE_SIDE / 2, IMAGE_SIDE, IMAGE_SIDE);
    }
  }
}
