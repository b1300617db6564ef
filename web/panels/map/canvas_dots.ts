// This module is browser compatible.
import { type DotRenderer, OPACITY } from "./dot_renderer.ts";
import { createMasks, type DotMasks, packColour, rasterize } from "./rasterize.ts";
import type { View } from "./view.ts";

/** Draws dots with Canvas 2D: computes all pixels and puts them on the canvas in one call. */
export function canvasDots(canvas: HTMLCanvasElement): DotRenderer {
  const context = canvas.getContext("2d", { alpha: false })!;
  let ratio = 1;
  let image = context.createImageData(1, 1), pixels = new Uint32Array(image.data.buffer);
  let positions = new Float32Array(0), labels = new Uint8Array(0), colours = new Int32Array(0);
  let background = 0;
  let masks: DotMasks | undefined, maskRadius = 0;

  return {
    kind: "canvas",
    resize(size, newRatio) {
      ratio = newRatio;
      canvas.width = Math.max(1, Math.round(size.width * ratio));
      canvas.height = Math.max(1, Math.round(size.height * ratio));
      image = context.createImageData(canvas.width, canvas.height);
      pixels = new Uint32Array(image.data.buffer);
    },
    move(newPositions) {
      positions = newPositions as Float32Array<ArrayBuffer>;
    },
    paint(newLabels, newColours, newBackground) {
      labels = newLabels as Uint8Array<ArrayBuffer>;
      colours = Int32Array.from(newColours, (colour) => colour ? packColour(colour) : -1);
      background = (0xff000000 | packColour(newBackground)) >>> 0;
    },
    draw(view: View, radius: number) {
      if (masks === undefined || maskRadius !== radius * ratio) {
        maskRadius = radius * ratio;
        masks = createMasks(maskRadius, OPACITY);
      }
      pixels.fill(background);
      const [scale, left, top] = [view.scale * ratio, view.left * ratio, view.top * ratio];
      const scene = { positions, labels, colours, scale, left, top };
      rasterize(pixels, canvas.width, canvas.height, scene, masks);
      context.putImageData(image, 0, 0);
    },
    close() {},
  };
}
