// This module is browser compatible.

/**
 * Undoes the filter of a row in place (PNG 3rd edition, section 9).
 *
 * @param filter 0 none, 1 sub, 2 up, 3 average, 4 Paeth.
 * @param row The filtered bytes of the row.
 * @param above The bytes of the row above without its filter; zeros for the first row.
 * @param pixel The bytes of a pixel, at least 1.
 * @throws {Error} When there is no such filter.
 *
 * @example
 * ```ts
 * const row = new Uint8Array([1, 1, 1]);
 * unfilter(1, row, new Uint8Array(3), 1);
 * console.assert(row[2] === 3);
 * ```
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, pixel: number): void {
  const undo = FILTERS[filter];
  if (!undo) throw new Error(`row filter ${filter} does not exist`);
  undo(row, above, pixel);
}

/** The inverse of each filter. Sums wrap at 256, as the elements of the array do. */
const FILTERS: readonly ((row: Uint8Array, above: Uint8Array, pixel: number) => void)[] = [
  () => {},
  (row, _, pixel) => {
    for (let i = pixel; i < row.length; i++) row[i]! += row[i - pixel]!;
  },
  (row, above) => {
    for (let i = 0; i < row.length; i++) row[i]! += above[i]!;
  },
  (row, above, pixel) => {
    for (let i = 0; i < pixel; i++) row[i]! += above[i]! >> 1;
    for (let i = pixel; i < row.length; i++) row[i]! += (row[i - pixel]! + above[i]!) >> 1;
  },
  (row, above, pixel) => {
    for (let i = 0; i < pixel; i++) row[i]! += above[i]!;
    for (let i = pixel; i < row.length; i++) {
      row[i]! += paeth(row[i - pixel]!, above[i]!, above[i - pixel]!);
    }
  },
];

/** Of left, above and upper left, the nearest to `left + above - upperLeft`. */
function paeth(left: number, above: number, upperLeft: number): number {
  const toLeft = Math.abs(above - upperLeft), toAbove = Math.abs(left - upperLeft);
  const toUpperLeft = Math.abs(left + above - 2 * upperLeft);
  if (toLeft <= toAbove && toLeft <= toUpperLeft) return left;
  return toAbove <= toUpperLeft ? above : upperLeft;
}
