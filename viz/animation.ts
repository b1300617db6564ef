// This module is browser compatible.

import { WeftError } from "../error.ts";
import { pngFile, pngHeader, pngPixels } from "./encode_png.ts";

/** How an animation plays. */
export interface AnimationOptions {
  /** The width in pixels. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /** How long each frame stands, in milliseconds. */
  readonly delay: number;
}

/**
 * Writes frames as an animated PNG that plays without end (PNG 3rd edition, 11.3.4), the same bytes
 * in every runtime. What knows no animation shows the first frame.
 *
 * @param frames Grey levels 0 (black) to 255 of each frame, [height, width].
 * @returns The bytes of the file.
 * @throws {WeftError} `usage` where there is no frame, or one has another number of grey levels.
 *
 * @example
 * ```ts
 * import { animation } from "./animation.ts";
 *
 * const frames = [Uint8Array.of(0), Uint8Array.of(255)];
 * const file = animation(frames, { width: 1, height: 1, delay: 100 });
 * console.assert(file[1] === "P".charCodeAt(0));
 * ```
 */
export function animation(
  frames: readonly Uint8Array[],
  { width, height, delay }: AnimationOptions,
): Uint8Array<ArrayBuffer> {
  const strange = frames.find((frame) => frame.length !== width * height || frame.length === 0);
  if (frames.length === 0 || strange) {
    throw new WeftError(
      "usage",
      `Cannot write an animation of ${width} x ${height}: got ${
        strange ? `a frame of ${strange.length} grey levels` : "no frames"
      }`,
      "Pass one frame or more, each with one grey level for each pixel",
    );
  }
  const chunks: [type: string, data: Uint8Array][] = [
    ["IHDR", pngHeader(width, height)],
    ["acTL", numbers(frames.length, 0)],
  ];
  let sequence = 0;
  frames.forEach((frame, i) => {
    const control = new Uint8Array(26);
    control.set(numbers(sequence++, width, height, 0, 0));
    // A fraction of a second; the frame replaces the one before.
    new DataView(control.buffer).setUint16(20, delay);
    new DataView(control.buffer).setUint16(22, 1000);
    chunks.push(["fcTL", control]);
    const pixels = pngPixels(width, height, frame);
    if (i === 0) chunks.push(["IDAT", pixels]);
    else chunks.push(["fdAT", Uint8Array.from([...numbers(sequence++), ...pixels])]);
  });
  chunks.push(["IEND", new Uint8Array(0)]);
  return pngFile(chunks);
}

/** 32-bit integers as bytes, the highest first. */
function numbers(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return bytes;
}
