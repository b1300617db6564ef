// This module is browser compatible.
import { element } from "../element.ts";
import { readPalette } from "../palette.ts";
import { dotRadius } from "./dot_radius.ts";
import { createDots } from "./dots.ts";
import { drawThumbnails } from "./draw_thumbnails.ts";
import { drawOverlay, type Overlay, type Scene } from "./overlay.ts";
import type { PointGrid } from "./point_grid.ts";
import type { Points } from "./points.ts";
import { createThumbnails } from "./thumbnails.ts";
import type { Size, View } from "./view.ts";

/** The content of one frame. */
export interface PlotFrame {
  readonly view: View;
  readonly size: Size;
  /** The scale of the view that shows the whole map. */
  readonly fitScale: number;
  /** The scale of `view`, relative to `fitScale`. */
  readonly zoomLevel: number;
  /** [count, 2], normalized. */
  readonly positions: Float32Array;
  readonly overlay: Overlay;
  /** The grid of the points, where images are drawn instead of dots. */
  readonly thumbnails: PointGrid | undefined;
}

/** The layers of the plot: a canvas for dots, a canvas above it, and an element for input. */
export interface PlotLayers {
  /** The element that receives focus, pointers and keys. */
  readonly surface: HTMLElement;
  /** The renderer of the dots. */
  readonly renderer: "canvas" | "webgl";
  /** Resizes the canvases. */
  resize(size: Size): void;
  /** Sets the positions of the dots, [count, 2]. */
  move(positions: Float32Array): void;
  /** Sets the colours of the dots from the current theme; hidden classes are not drawn. */
  paint(shown: readonly boolean[]): void;
  /** Draws a frame; returns true when thumbnails are missing and another frame is needed. */
  draw(frame: PlotFrame): boolean;
  /** Frees the renderer. */
  close(): void;
}

/**
 * Puts the layers into an element.
 *
 * @param redraw Called when another frame is needed because the GPU lost the dots.
 */
export function createPlotLayers(
  place: HTMLElement,
  { labels, classes, image }: Points,
  redraw: () => void,
): PlotLayers {
  const dotCanvas = element("canvas", { class: "dots", "aria-hidden": "true" });
  const overlayCanvas = element("canvas", { class: "overlay", "aria-hidden": "true" });
  const surface = element("div", {
    class: "surface",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "map",
  });
  place.append(dotCanvas, overlayCanvas, surface);
  const pen = overlayCanvas.getContext("2d")!;
  const dots = createDots(dotCanvas, labels.length, redraw);
  let ratio = 1;
  let shown: readonly boolean[] = classes.map(() => true);
  let palette = readPalette();
  const thumbnails = createThumbnails(image, palette.ink);
  const classColour = (label: number) =>
    shown[label] ? palette.classes[label % palette.classes.length] : undefined;
  const colourOf = (point: number) => classColour(labels[point]!);
  return {
    surface,
    renderer: dots.kind,
    resize(size) {
      ratio = Math.min(2, devicePixelRatio);
      dots.resize(size, ratio);
      overlayCanvas.width = Math.round(size.width * ratio);
      overlayCanvas.height = Math.round(size.height * ratio);
    },
    move: (positions) => dots.move(positions),
    paint(next) {
      shown = next;
      palette = readPalette();
      thumbnails.clear(palette.ink);
      dots.paint(labels, classes.map((_, label) => classColour(label)), palette.surface);
    },
    draw({ view, size, fitScale, zoomLevel, positions, overlay, thumbnails: grid }) {
      const radius = dotRadius(labels.length, fitScale, zoomLevel);
      dots.draw(view, radius);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, size.width, size.height);
      const scene: Scene = { view, size, positions, palette, radius, colourOf };
      if (grid) drawThumbnails(pen, scene, grid, thumbnails.get);
      drawOverlay(pen, scene, overlay);
      return thumbnails.endFrame();
    },
    close: () => dots.close(),
  };
}
