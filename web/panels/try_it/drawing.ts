// This module is browser compatible.
import { fillOutlines } from "./fill_outlines.ts";

/** The side of a drawing in pixels: ten for each pixel of the networks' input. */
export const DRAWING_SIDE = 280;

/** One line of the pen or of the eraser. */
interface Stroke {
  readonly size: number;
  readonly erases: boolean;
  /** [count, 2]: x and y in the drawing's pixels. */
  readonly points: number[];
}

/** The settings of the pen. */
export interface Pen {
  /** The width of a line in the drawing's pixels. */
  size: number;
  erases: boolean;
}

/** A drawing made of strokes, which can be undone. */
export interface Drawing {
  readonly pen: Pen;
  /** Fills closed outlines when the drawing is rendered. Outlines are faster to draw than areas. */
  fills: boolean;
  readonly isEmpty: boolean;
  begin(x: number, y: number): void;
  extend(x: number, y: number): void;
  undo(): void;
  clear(): void;
  /** Renders the drawing light on black, as RGBA, [280,280]. */
  render(): ImageData;
}

/** The grey level inside an outline. The outline has 255, so that seams stay visible. */
const FILL_LEVEL = 190;

/**
 * Makes an empty drawing.
 *
 * @example
 * ```ts ignore
 * const drawing = createDrawing();
 * drawing.begin(20, 20);
 * drawing.extend(200, 20);
 * const pixels = drawing.render();
 * ```
 */
export function createDrawing(): Drawing {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = DRAWING_SIDE;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  const strokes: Stroke[] = [];
  const pen: Pen = { size: 18, erases: false };
  return {
    pen,
    fills: true,
    get isEmpty() {
      return strokes.every(({ erases }) => erases);
    },
    begin(x, y) {
      strokes.push({ ...pen, points: [x, y] });
    },
    extend(x, y) {
      strokes.at(-1)?.points.push(x, y);
    },
    undo() {
      strokes.pop();
    },
    clear() {
      strokes.length = 0;
    },
    render() {
      context.fillStyle = "#000";
      context.fillRect(0, 0, DRAWING_SIDE, DRAWING_SIDE);
      for (const stroke of strokes) draw(context, stroke);
      const pixels = context.getImageData(0, 0, DRAWING_SIDE, DRAWING_SIDE);
      if (this.fills) fillOutlines(pixels.data, DRAWING_SIDE, FILL_LEVEL);
      return pixels;
    },
  };
}

function draw(context: CanvasRenderingContext2D, { size, erases, points }: Stroke): void {
  context.strokeStyle = erases ? "#000" : "#fff";
  context.lineWidth = size;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  context.moveTo(points[0]!, points[1]!);
  context.lineTo(points[0]! + 0.01, points[1]!); // a click draws a dot
  for (let i = 2; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
  context.stroke();
}
