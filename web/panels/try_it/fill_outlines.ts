// This module is browser compatible.

/** The lowest grey level of a pixel that belongs to an outline. */
const MIN_LINE_LEVEL = 64;

/**
 * Fills the areas that lines enclose. Every dark pixel that cannot be reached from the border gets
 * `level`; lines keep theirs.
 *
 * @param pixels RGBA, [side,side]. The red channel is read; red, green and blue are written.
 * @param level The grey level of filled pixels.
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
  const visit = (i: number) => {
    if (outside[i] || pixels[4 * i]! >= MIN_LINE_LEVEL) return;
    outside[i] = 1;
    stack.push(i);
  };
  for (let i = 0; i < side; i++) {
    for (const at of [i, (side - 1) * side + i, i * side, i * side + side - 1]) visit(at);
  }
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    const x = i % side;
    if (x > 0) visit(i - 1);
    if (x < side - 1) visit(i + 1);
    if (i >= side) visit(i - side);
    if (i < side * (side - 1)) visit(i + side);
  }
  for (let i = 0; i < outside.length; i++) {
    if (outside[i] || pixels[4 * i]! >= level) continue;
    pixels[4 * i] = pixels[4 * i + 1] = pixels[4 * i + 2] = level;
  }
}
