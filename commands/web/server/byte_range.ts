// This module is browser compatible.

/** The bytes of a file that a request asks for: positions of the first and of the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the header Range (RFC 9110, section 14.1.2).
 *
 * @param size Bytes of the file.
 * @returns `undefined` for the whole file: there is no range, a list of ranges, or one that is not
 * valid. `unsatisfiable` for a range without a byte of the file.
 *
 * @example
 * ```ts
 * const range = byteRange("bytes=-2", 10);
 * console.assert(range !== "unsatisfiable" && range?.start === 8 && range.end === 9);
 * ```
 */
export function byteRange(
  header: string | undefined,
  size: number,
): ByteRange | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? "") ?? [];
  if (!first && !last) return undefined;
  // `-2`: the last two bytes.
  const start = first ? Number(first) : Math.max(0, size - Number(last));
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1;
  if (first && last && Number(last) < Number(first)) return undefined;
  return start < size ? { start, end } : "unsatisfiable";
}
