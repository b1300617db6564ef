// This module is browser compatible.
import type { Assets } from "../assets.ts";
import { onThemeChange } from "../theme.ts";
import { type ClothLook, layOutImages, REPEAT, type Rgb, weaveRow } from "./weave.ts";

/** The longest time in one frame that drawing may use the main thread, in milliseconds. */
const SLICE_MS = 6;
/**
 * The distance between two threads, in CSS pixels; smaller where the canvas is narrower than a
 * width.
 */
const THREAD = 3, PHONE = { width: 704, thread: 2 } as const;

/**
 * Draws the site's images as woven cloth on the canvas at the top of the page, row by row. It draws
 * again when the size or the theme changes.
 */
export async function showCloth(canvas: HTMLCanvasElement, assets: Assets): Promise<void> {
  const images = await assets.cover();
  let drawing = new AbortController();
  const draw = () => {
    drawing.abort();
    drawing = new AbortController();
    weave(canvas, images, drawing.signal);
  };
  let size = "";
  new ResizeObserver(() => {
    const now = `${canvas.clientWidth} ${canvas.clientHeight}`;
    if (now === size) return;
    size = now;
    draw();
  }).observe(canvas);
  onThemeChange(draw, new AbortController().signal);
}

async function weave(
  canvas: HTMLCanvasElement,
  images: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const scale = Math.min(2, Math.max(1, Math.round(devicePixelRatio)));
  const distance = canvas.clientWidth < PHONE.width ? PHONE.thread : THREAD;
  const thread = distance * scale;
  const columns = Math.max(1, Math.ceil(canvas.clientWidth / (REPEAT * distance)));
  const rows = Math.max(1, Math.ceil(canvas.clientHeight / (REPEAT * distance)));
  const picture = layOutImages(images, columns, rows);
  const look: ClothLook = { thread, warp: colour("--warp"), weft: colour("--weft") };
  canvas.width = picture.width * thread;
  canvas.height = Math.round(canvas.clientHeight * scale);
  const context = canvas.getContext("2d")!;
  const line = context.createImageData(canvas.width, thread);
  const perFrame = matchMedia("(prefers-reduced-motion: reduce)").matches ? Infinity : 4;
  const last = Math.ceil(canvas.height / thread);
  for (let row = 0; row < last;) {
    const began = performance.now();
    for (let done = 0; done < perFrame && row < last; done++, row++) {
      weaveRow(line.data, picture, row, look);
      context.putImageData(line, 0, row * thread);
      if (performance.now() - began > SLICE_MS) break;
    }
    await new Promise(requestAnimationFrame);
    if (signal.aborted) return;
  }
}

/** A registered colour of the style sheet. */
function colour(property: string): Rgb {
  const text = getComputedStyle(document.documentElement).getPropertyValue(property);
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
