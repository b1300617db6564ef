// This module is browser compatible.
import { fillOutlines } from "./fill_outlines.ts";

/** Side of the drawing in its own pixels: ten for each that the networks see. */
export const DRAWING_SIDE = 280;

/** One line of the pen, or of the eraser. */
interface Stroke {
  readonly size: number;
  readonly erases: boolean;
  /** x and y in turn, in the drawing's pixels. */
  readonly points: number[];
}

/** What the pen is like. */
export interface Pen {
  /** Width in the drawing's pixels. */
  size: number;
  erases: boolean;
}

/** A drawing: strokes that can be undone. */
export interface Drawing {
  readonly pen: Pen;
  /**
   * Whether what is outlined counts as filled: garments are surfaces, outlines are quicker to draw.
   */
  fills: boolean;
  readonly isEmpty: boolean;
  begin(x: number, y: number): void;
  extend(x: number, y: number): void;
  undo(): void;
  clear(): void;
  /** Grey levels of the drawing, light on black, as RGBA, [280,280]. */
  render(): ImageData;
}

/** How bright a surface within an outline is, beside the 255 of the outline: seams stay visible. */
const FILLED = 190;

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
      if (this.fills) fillOutlines(pixels.data, DRAWING_SIDE, FILLED);
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
  context.lineTo(points[0]! + 0.01, points[1]!); // a dot is a line too
  for (let i = 2; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
  context.stroke();
}
