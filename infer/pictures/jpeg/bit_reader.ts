// This module is browser compatible.
import { FAST_BITS, type HuffmanTable } from "./huffman_table.ts";

/**
 * Reads bits of entropy-coded data, the highest of each byte first (ITU-T T.81, F.2.2.5). `FF 00`
 * stands for the byte FF. Any other FF ends the data; after the end all bits are 0.
 */
export class BitReader {
  readonly #data: Uint8Array;
  #at = 0;
  /** The next bits, in the lowest `#count` bits. */
  #bits = 0;
  #count = 0;
  /** The number of bits after the end that are in `#bits`, or were taken from it. */
  #padding = 0;

  /** Makes a reader of the data of a scan, with its restart markers. */
  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** True when bits were read that are not in the data. */
  get isPastEnd(): boolean {
    return this.#padding > this.#count;
  }

  /** Reads `length` bits, 0 to 16, as a number. */
  read(length: number): number {
    if (this.#count < length) this.#fill();
    this.#count -= length;
    return this.#bits >>> this.#count & (1 << length) - 1;
  }

  /** Reads `length` bits, 1 to 16, as a number with a sign (ITU-T T.81, F.2.2.1). */
  readSigned(length: number): number {
    const value = this.read(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /**
   * Reads a Huffman code and returns its symbol.
   *
   * @throws {Error} When the table has no such code.
   */
  decode({ fast, lastOfLength, offsetOfLength, symbols }: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const entry = fast[this.#bits >>> (this.#count - FAST_BITS) & (1 << FAST_BITS) - 1]!;
    if (entry >= 0) {
      this.#count -= entry >> 8;
      return entry & 255;
    }
    for (let length = FAST_BITS + 1; length <= 16; length++) {
      const code = this.#bits >>> (this.#count - length) & (1 << length) - 1;
      if (code > lastOfLength[length]!) continue;
      this.#count -= length;
      return symbols[code + offsetOfLength[length]!]!;
    }
    this.#count -= 16;
    if (this.isPastEnd) return 0;
    throw new Error("it has an invalid Huffman code");
  }

  /**
   * Goes on after the restart marker at this place.
   *
   * @returns False when there is none.
   */
  restart(): boolean {
    while (this.#data[this.#at] === 0xff && this.#data[this.#at + 1] === 0xff) this.#at++;
    const marker = this.#data[this.#at + 1] ?? 0;
    if (this.#data[this.#at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
    this.#at += 2;
    this.#bits = this.#count = this.#padding = 0;
    return true;
  }

  /** Fills `#bits` to at least 25 bits. */
  #fill(): void {
    for (; this.#count <= 24; this.#count += 8) {
      let byte = this.#data[this.#at];
      if (byte === undefined || byte === 0xff && this.#data[this.#at + 1] !== 0) {
        byte = 0;
        this.#padding += 8;
      } else {
        this.#at += byte === 0xff ? 2 : 1;
      }
      this.#bits = this.#bits << 8 | byte;
    }
  }
}
