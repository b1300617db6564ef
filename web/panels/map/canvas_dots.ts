// This module is browser compatible.
import { type DotRenderer, OPACITY } from "./dots.ts";
import type { Size, View } from "./view.ts";

/** Room around a dot in its stamp, for the soft edge. */
const EDGE = 1;

/** Draws dots with Canvas2D: a stamp for each class, drawn once, is copied to each place. */
export function canvasDots(canvas: HTMLCanvasElement): DotRenderer {
  const context = canvas.getContext("2d")!;
  const stamps = document.createElement("canvas");
  let size: Size = { width: 0, height: 0 }, ratio = 1;
  let positions = new Float32Array(0), labels = new Uint8Array(0);
  let colours: readonly (string | undefined)[] = [];
  let stamped = "";

  /** Draws the stamps side by side, where they are not the ones that are there; returns the side of one. */
  const stamp = (radius: number): number => {
    const side = Math.ceil(2 * (radius * ratio + EDGE));
    const wanted = [side, radius, ratio, ...colours].join();
    if (wanted === stamped) return side;
    stamped = wanted;
    stamps.width = side * colours.length;
    stamps.height = side;
    const pen = stamps.getContext("2d")!;
    pen.globalAlpha = OPACITY;
    colours.forEach((colour, index) => {
      if (colour === undefined) return;
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc((index + 0.5) * side, side / 2, radius * ratio, 0, 2 * Math.PI);
      pen.fill();
    });
    return side;
  };

  return {
    kind: "canvas",
    resize(newSize, newRatio) {
      size = newSize, ratio = newRatio;
      canvas.width = Math.round(size.width * ratio);
      canvas.height = Math.round(size.height * ratio);
    },
    move(newPositions) {
      positions = newPositions as Float32Array<ArrayBuffer>;
    },
    paint(newLabels, newColours) {
      labels = newLabels as Uint8Array<ArrayBuffer>, colours = newColours;
    },
    draw(view: View, radius: number) {
      const { width, height } = canvas;
      context.clearRect(0, 0, width, height);
      if (width === 0 || height === 0 || colours.length === 0) return;
      const side = stamp(radius), half = side / 2;
      const scale = view.scale * ratio, left = view.left * ratio, top = view.top * ratio;
      for (let i = 0; i < labels.length; i++) {
        const label = labels[i]!;
        if (colours[label] === undefined) continue;
        const x = scale * positions[2 * i]! + left, y = top - scale * positions[2 * i + 1]!;
        if (x < -half || y < -half || x > width + half || y > height + half) continue;
        // A whole pixel's place lets the browser copy the stamp as it is, many times faster.
        const atX = Math.round(x - half), atY = Math.round(y - half);
        context.drawImage(stamps, label * side, 0, side, side, atX, atY, side, side);
      }
    },
    close() {},
  };
}
