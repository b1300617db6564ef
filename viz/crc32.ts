// This module is browser compatible.

/** The remainder of each byte in the division of a CRC (PNG 3rd edition, annex D). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0xedb88320 ^ remainder >>> 1 : remainder >>> 1;
  }
  return remainder;
});

/**
 * The checksum of a PNG chunk (PNG 3rd edition, 5.5), which gzip and ZIP use too.
 *
 * @example
 * ```ts
 * console.assert(crc32(new TextEncoder().encode("IEND")) === 0xae426082);
 * ```
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = REMAINDERS[(crc ^ byte) & 255]! ^ crc >>> 8;
  return ~crc >>> 0;
}
