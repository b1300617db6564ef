// This module is browser compatible.
import type { BitReader } from "./bit_reader.ts";
import type { HuffmanTable } from "./huffman_table.ts";
import type { BlockDecoder, Scan } from "./scan.ts";
import { ZIGZAG } from "./zigzag.ts";

/**
 * Makes the decoder of a progressive scan (ITU-T T.81, annex G): it adds bits to some coefficients
 * of each block.
 *
 * @param coefficients By component: [rows, columns, 64], of all blocks.
 */
export function progressiveDecoder(
  scan: Scan,
  coefficients: readonly Int16Array[],
): BlockDecoder {
  const { start, high } = scan;
  const predictions = new Int32Array(coefficients.length);
  const run = { blocks: 0 };
  const decode = start === 0
    ? high === 0 ? firstDc(scan, predictions) : refineDc(scan)
    : high === 0
    ? firstAc(scan, run)
    : refineAc(scan, run);
  return {
    reset() {
      predictions.fill(0);
      run.blocks = 0;
    },
    block(reader, { index, component, dc, ac }, row, column) {
      const at = 64 * (row * component.paddedColumns + column);
      decode(reader, (start === 0 ? dc : ac)!, coefficients[index]!, at, index);
    },
  };
}

/** Decodes the part of a scan that belongs to the block at `at`. */
type BlockPart = (
  reader: BitReader,
  table: HuffmanTable,
  coefficients: Int16Array,
  at: number,
  index: number,
) => void;

/** The number of blocks, from this one on, that have no more coefficients in the scan. */
interface Run {
  blocks: number;
}

function firstDc({ low }: Scan, predictions: Int32Array): BlockPart {
  return (reader, table, coefficients, at, index) => {
    const size = reader.decode(table);
    if (size > 0) predictions[index]! += reader.readSigned(Math.min(16, size)) << low;
    coefficients[at] = predictions[index]!;
  };
}

function refineDc({ low }: Scan): BlockPart {
  return (reader, _, coefficients, at) => {
    coefficients[at]! |= reader.read(1) << low;
  };
}

function firstAc({ start, end, low }: Scan, run: Run): BlockPart {
  return (reader, table, coefficients, at) => {
    if (run.blocks > 0) {
      run.blocks--;
      return;
    }
    for (let k = start; k <= end; k++) {
      const symbol = reader.decode(table), bits = symbol & 15, length = symbol >> 4;
      if (bits === 0 && length < 15) {
        run.blocks = (1 << length) + reader.read(length) - 1;
        return;
      }
      k += length;
      if (bits === 0) continue;
      const value = reader.readSigned(bits);
      if (k < 64) coefficients[at + ZIGZAG[k]!] = value * (1 << low);
    }
  };
}

function refineAc({ start, end, low }: Scan, run: Run): BlockPart {
  const one = 1 << low;
  /** Adds a bit to a coefficient that is not zero. */
  const refine = (reader: BitReader, coefficients: Int16Array, i: number) => {
    if (reader.read(1)) coefficients[i]! += coefficients[i]! < 0 ? -one : one;
  };
  return (reader, table, coefficients, at) => {
    let k = start;
    while (run.blocks === 0 && k <= end) {
      const symbol = reader.decode(table), length = symbol >> 4;
      let value = 0;
      if ((symbol & 15) > 0) value = reader.read(1) ? one : -one;
      else if (length < 15) {
        run.blocks = (1 << length) + reader.read(length);
        break;
      }
      // The new value comes after `length` zeros; coefficients between them are refined.
      for (let zeros = length; k <= end;) {
        const i = at + ZIGZAG[k++]!;
        if (coefficients[i] !== 0) refine(reader, coefficients, i);
        else if (zeros-- === 0) {
          coefficients[i] = value;
          break;
        }
      }
    }
    if (run.blocks === 0) return;
    run.blocks--;
    for (; k <= end; k++) {
      const i = at + ZIGZAG[k]!;
      if (coefficients[i] !== 0) refine(reader, coefficients, i);
    }
  };
}
