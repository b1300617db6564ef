// This module is browser compatible.
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";

/** A cache of the points' images as canvases. A frame draws a limited number of new ones. */
export interface Thumbnails {
  /** The image of a point; `undefined` when this frame has drawn enough new images. */
  get(point: number): HTMLCanvasElement | undefined;
  /** Ends a frame; returns true when an image was missing in it. */
  endFrame(): boolean;
  /** Removes all images; new ones are drawn in another colour, `#rrggbb`. */
  clear(ink: string): void;
}

/** The largest number of images in the cache. */
const MAX_IMAGES = 2000;
/** The number of new images in a frame: each takes 0.2 ms, and a frame has 16 ms. */
const MAX_PER_FRAME = 24;

/**
 * Makes an empty cache.
 *
 * @param image The [28, 28] image of a point.
 */
export function createThumbnails(image: (point: number) => Uint8Array, ink: string): Thumbnails {
  const canvases = new Map<number, HTMLCanvasElement>();
  let drawn = 0, isIncomplete = false;
  return {
    get(point) {
      const cached = canvases.get(point);
      if (cached) return cached;
      if (drawn >= MAX_PER_FRAME) {
        isIncomplete = true;
        return undefined;
      }
      drawn++;
      const canvas = element("canvas");
      drawGarment(canvas, image(point), ink);
      if (canvases.size >= MAX_IMAGES) canvases.clear();
      canvases.set(point, canvas);
      return canvas;
    },
    endFrame() {
      const wasIncomplete = isIncomplete;
      drawn = 0, isIncomplete = false;
      return wasIncomplete;
    },
    clear(next) {
      canvases.clear();
      ink = next;
    },
  };
}
