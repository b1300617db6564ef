// This module is browser compatible.
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";

/** Images of points as canvases, drawn when they are first asked for, so many in each frame. */
export interface Stamps {
  /**
   * Begins a frame; returns whether in the last one something was asked for that was not there yet.
   */
  nextFrame(): boolean;
  /** The image of a point; `undefined` where it is not there yet: ask again in the next frame. */
  of(point: number): HTMLCanvasElement | undefined;
  /** Forgets them: they are drawn in another colour from now on, `#rrggbb`. */
  clear(ink: string): void;
}

/** More are not kept: each is a canvas. */
const MOST = 2000;
/** So many are drawn in a frame: a fifth of a millisecond each, measured, and a frame has 16. */
const EACH_FRAME = 24;

/** Makes stamps; `image` gives the [28, 28] image of a point. */
export function createStamps(image: (point: number) => Uint8Array, ink: string): Stamps {
  const stamps = new Map<number, HTMLCanvasElement>();
  let drawn = 0, isBehind = false;
  return {
    nextFrame() {
      const wasBehind = isBehind;
      drawn = 0, isBehind = false;
      return wasBehind;
    },
    of(point) {
      const known = stamps.get(point);
      if (known) return known;
      if (drawn >= EACH_FRAME) {
        isBehind = true;
        return undefined;
      }
      drawn++;
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
