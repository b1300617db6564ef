// This module is browser compatible.
import { BitReader } from "./bit_reader.ts";
import type { Component, Frame } from "./frame.ts";
import type { HuffmanTable } from "./huffman_table.ts";

/** A component of a scan, with its tables. */
export interface ScanComponent {
  /** The position of the component in the frame. */
  readonly index: number;
  readonly component: Component;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
}

/** A scan: its header and its entropy-coded data (ITU-T T.81, B.2.3). */
export interface Scan {
  readonly components: readonly ScanComponent[];
  /** The coefficients that it codes, in zigzag order: first and last. */
  readonly start: number;
  readonly end: number;
  /** The bit positions of successive approximation, of the scan before and of this one. */
  readonly high: number;
  readonly low: number;
  /** MCUs between two restart markers; 0 for none. */
  readonly restartInterval: number;
  readonly data: Uint8Array;
}

/** Decodes the data of one block. It is called for each block of a scan, in order. */
export interface BlockDecoder {
  /** Decodes the block in a row and column of a component. */
  block(reader: BitReader, part: ScanComponent, row: number, column: number): void;
  /** Forgets what came before, at the start of the scan and after a restart marker. */
  reset(): void;
}

/**
 * Decodes the blocks of a scan in order, until the data ends.
 *
 * @returns The number of rows of MCUs that are complete; of rows of blocks in a scan of one
 * component.
 */
export function decodeScan(frame: Frame, scan: Scan, decoder: BlockDecoder): number {
  const reader = new BitReader(scan.data);
  const [first] = scan.components;
  const isSingle = scan.components.length === 1;
  const columns = isSingle ? first!.component.columns : frame.mcuColumns;
  const count = columns * (isSingle ? first!.component.rows : frame.mcuRows);
  const interval = scan.restartInterval || count;
  for (let mcu = 0; mcu < count; mcu++) {
    if (mcu % interval === 0) {
      if (mcu > 0 && !reader.restart()) return Math.floor(mcu / columns);
      decoder.reset();
    }
    const row = Math.floor(mcu / columns), column = mcu % columns;
    if (isSingle) decoder.block(reader, first!, row, column);
    else decodeMcu(reader, scan.components, decoder, row, column);
    if (reader.isPastEnd) return row;
  }
  return count / columns;
}

function decodeMcu(
  reader: BitReader,
  parts: readonly ScanComponent[],
  decoder: BlockDecoder,
  row: number,
  column: number,
): void {
  for (const part of parts) {
    const { h, v } = part.component;
    for (let y = 0; y < v; y++) {
      for (let x = 0; x < h; x++) decoder.block(reader, part, row * v + y, column * h + x);
    }
  }
}
