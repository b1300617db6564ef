// This module is browser compatible.

/**
 * Tells whether a length that a file declares can be the width of an output, such as the number of
 * classes. A layer has a weight for each of its outputs, so a width beyond the number of bytes is a
 * lie. It is told before anything of that size is allocated.
 *
 * @param width A dimension of a declared shape: its length, or the name of an unknown one.
 * @param bytes The size of the file.
 */
export function isWidth(width: number | string | undefined, bytes: number): width is number {
  return typeof width === "number" && Number.isSafeInteger(width) && width >= 1 && width <= bytes;
}
