// This module is browser compatible.

/** Codes have at most 12 bits. */
const MAX_BITS = 12;

/**
 * Decompresses the colour indices of a GIF (GIF89a specification, appendix F).
 *
 * @param data LZW codes, the lowest bit of each byte first.
 * @param bits The bits of an index, 1 to 8.
 * @param indices Receives the indices. Those that the data lacks are left as they are.
 * @returns How many indices were in the data.
 * @throws {Error} When a code has no meaning.
 *
 * @example
 * ```ts
 * const indices = new Uint8Array(3);
 * const count = decompressLzw(new Uint8Array([0b01_001_100, 0b0_101_11_0]), 2, indices);
 * console.assert(count === 3 && indices.every((index) => index === 1));
 * ```
 */
export function decompressLzw(data: Uint8Array, bits: number, indices: Uint8Array): number {
  const clear = 1 << bits, end = clear + 1;
  // A code stands for the string of another code and one more index.
  const prefix = new Uint16Array(1 << MAX_BITS), suffix = new Uint8Array(1 << MAX_BITS);
  const lengths = new Uint16Array(1 << MAX_BITS);
  for (let code = 0; code < clear; code++) {
    suffix[code] = code;
    lengths[code] = 1;
  }
  let next = end + 1, size = bits + 1, previous = -1, count = 0;
  let buffer = 0, buffered = 0;
  for (let at = 0; count < indices.length;) {
    for (; buffered < size && at < data.length; buffered += 8) buffer |= data[at++]! << buffered;
    if (buffered < size) break;
    const code = buffer & (1 << size) - 1;
    buffer >>>= size;
    buffered -= size;
    if (code === end) break;
    if (code === clear) {
      [next, size, previous] = [end + 1, bits + 1, -1];
      continue;
    }
    if (code > next || code === next && previous < 0 || previous < 0 && code > end) {
      throw new Error("it has an invalid code");
    }
    if (previous >= 0 && next < 1 << MAX_BITS) {
      prefix[next] = previous;
      lengths[next] = lengths[previous]! + 1;
      suffix[next] = firstOf(code, prefix, end); // `code` may be `next` itself
      next++;
      if (next === 1 << size && size < MAX_BITS) size++;
    }
    const length = lengths[code]!;
    for (let i = length - 1, link = code; i >= 0; i--, link = prefix[link]!) {
      indices[count + i] = suffix[link]!;
    }
    count += length;
    previous = code;
  }
  return Math.min(count, indices.length);
}

/** The first index of a code's string. */
function firstOf(code: number, prefix: Uint16Array, end: number): number {
  while (code > end) code = prefix[code]!;
  return code;
}
