// This module is browser compatible.

/** Codes of at most this many bits are found by one look into a table. */
export const FAST_BITS = 9;

/** A Huffman table in the form that decoding uses. */
export interface HuffmanTable {
  /** By the next {@linkcode FAST_BITS} bits: `length << 8 | symbol`; -1 for longer codes. */
  readonly fast: Int16Array;
  /** By length: the largest code, -1 where there is none. */
  readonly lastOfLength: Int32Array;
  /** By length: what to add to a code to get the position of its symbol. */
  readonly offsetOfLength: Int32Array;
  readonly symbols: Uint8Array;
}

/**
 * Makes the codes of a table (ITU-T T.81, annex C).
 *
 * @param counts The number of codes of 1 to 16 bits.
 * @param symbols The symbols in the order of their codes.
 * @throws {Error} When there are more codes of a length than fit.
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const fast = new Int16Array(1 << FAST_BITS).fill(-1);
  const lastOfLength = new Int32Array(17).fill(-1), offsetOfLength = new Int32Array(17);
  let code = 0, position = 0;
  for (let length = 1; length <= 16; length++, code <<= 1) {
    const count = counts[length - 1]!;
    if (code + count > 1 << length) throw new Error("its Huffman table is invalid");
    offsetOfLength[length] = position - code;
    for (let i = 0; i < count; i++, code++, position++) {
      if (length > FAST_BITS) continue;
      const from = code << (FAST_BITS - length), to = (code + 1) << (FAST_BITS - length);
      fast.fill(length << 8 | symbols[position]!, from, to);
    }
    if (count > 0) lastOfLength[length] = code - 1;
  }
  return { fast, lastOfLength, offsetOfLength, symbols };
}
