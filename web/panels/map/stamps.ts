// This module is browser compatible.
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";

/** Images of points as canvases, drawn when they are first asked for. */
export interface Stamps {
  of(point: number): HTMLCanvasElement;
  /** Forgets them: they are drawn in another colour from now on, `#rrggbb`. */
  clear(ink: string): void;
}

/** More are not kept: each is a canvas. */
const MOST = 2000;

/** Makes stamps; `image` gives the [28, 28] image of a point. */
export function createStamps(image: (point: number) => Uint8Array, ink: string): Stamps {
  const stamps = new Map<number, HTMLCanvasElement>();
  return {
    of(point) {
      const known = stamps.get(point);
      if (known) return known;
      const made = element("canvas");
      drawGarment(made, image(point), ink);
      if (stamps.size >= MOST) stamps.clear();
      stamps.set(point, made);
      return made;
    },
    clear(next) {
      stamps.clear();
      ink = next;
    },
  };
}
