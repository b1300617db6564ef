// This module is browser compatible.
import { FONT_FAMILY } from "../../../viz/figures/theme.ts";
import type { Palette } from "../palette.ts";
import type { ClassName } from "./class_names.ts";
import { type Neighbour, placeAmong } from "./neighbours.ts";
import { type Size, toScreen, type View } from "./view.ts";

/** The marks above the dots. */
export interface Overlay {
  /** The names of the classes and their positions. */
  readonly names: readonly ClassName[];
  /** The point under the pointer. */
  readonly hovered?: number | undefined;
  /** The selected point. */
  readonly selected?: number | undefined;
  /** The nearest points to the selected one, in feature space. */
  readonly neighbours: readonly number[];
  /** The user's own picture. */
  readonly picture?:
    | {
      readonly canvas: HTMLCanvasElement;
      /** The points that its position is computed from. */
      readonly neighbours: readonly Neighbour[];
    }
    | undefined;
}

/** The view, the points and the colours of a frame. */
export interface Scene {
  readonly view: View;
  readonly size: Size;
  readonly positions: Float32Array;
  readonly palette: Palette;
  /** The radius of a dot in CSS pixels. */
  readonly radius: number;
  /** The colour of a point, `#rrggbb`; `undefined` for a hidden class. */
  readonly colourOf: (point: number) => string | undefined;
}

/** Draws names, rings and lines over the dots. */
export function drawOverlay(pen: CanvasRenderingContext2D, scene: Scene, overlay: Overlay): void {
  const { palette, view, radius, positions } = scene;
  const placeOf = (point: number) =>
    toScreen(view, positions[2 * point]!, positions[2 * point + 1]!);
  drawNames(pen, scene, overlay.names);
  const connect = (from: readonly [number, number], points: readonly number[]) => {
    pen.strokeStyle = palette.ink;
    pen.globalAlpha = 0.55;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const point of points) {
      pen.moveTo(...from);
      pen.lineTo(...placeOf(point));
    }
    pen.stroke();
    pen.globalAlpha = 1;
    for (const point of points) {
      drawRing(pen, scene, placeOf(point), radius + 2.5, 1.5, scene.colourOf(point));
    }
  };
  if (overlay.selected !== undefined) {
    connect(placeOf(overlay.selected), overlay.neighbours);
    drawRing(
      pen,
      scene,
      placeOf(overlay.selected),
      radius + 5,
      2.5,
      scene.colourOf(overlay.selected),
    );
  }
  if (overlay.hovered !== undefined) {
    drawRing(pen, scene, placeOf(overlay.hovered), radius + 4, 2, scene.colourOf(overlay.hovered));
  }
  if (overlay.picture) {
    const { neighbours } = overlay.picture;
    const place = toScreen(view, ...placeAmong(neighbours, positions));
    connect(place, neighbours.map(({ point }) => point));
    drawPicture(pen, scene, place, overlay.picture.canvas);
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
