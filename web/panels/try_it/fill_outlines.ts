// This module is browser compatible.

/** A grey level from which on a pixel belongs to an outline. */
const LINE = 64;

/**
 * Fills what lines enclose: every dark pixel that cannot be reached from the border gets a level of
 * its own. Lines stay.
 *
 * @param pixels RGBA, [side,side]; red counts, all three are written.
 * @param level What enclosed pixels become.
 *
 * @example
 * ```ts
 * const ring = new Uint8ClampedArray(4 * 25);
 * for (const i of [6, 7, 8, 11, 13, 16, 17, 18]) ring[4 * i] = 255;
 * fillOutlines(ring, 5, 190);
 * console.assert(ring[4 * 12] === 190 && ring[0] === 0);
 * ```
 */
export function fillOutlines(
  pixels: Uint8ClampedArray<ArrayBufferLike>,
  side: number,
  level: number,
): void {
  const outside = new Uint8Array(side * side);
  const stack: number[] = [];
  const reach = (i: number) => {
    if (outside[i] || pixels[4 * i]! >= LINE) return;
    outside[i] = 1;
    stack.push(i);
  };
  for (let i = 0; i < side; i++) {
    for (const at of [i, (side - 1) * side + i, i * side, i * side + side - 1]) reach(at);
  }
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    const x = i % side;
    if (x > 0) reach(i - 1);
    if (x < side - 1) reach(i + 1);
    if (i >= side) reach(i - side);
    if (i < side * (side - 1)) reach(i + side);
  }
  for (let i = 0; i < outside.length; i++) {
    if (outside[i] || pixels[4 * i]! >= level) continue;
    pixels[4 * i] = pixels[4 * i + 1] = pixels[4 * i + 2] = level;
  }
}
