// This module is browser compatible.
import { exifOrientation } from "../exif.ts";
import { type Frame, isFrame, readFrame } from "./frame.ts";
import { type HuffmanTable, huffmanTable } from "./huffman_table.ts";
import type { Scan, ScanComponent } from "./scan.ts";
import { MARKER, type Segment, segmentsOf } from "./segments.ts";
import { ZIGZAG } from "./zigzag.ts";

/** A JPEG file, whose scans are not decoded yet. */
export interface JpegFile {
  readonly frame: Frame;
  readonly scans: readonly Scan[];
  /** The quantization table of each component, row by row. */
  readonly quantization: readonly Uint16Array[];
  /** The EXIF orientation. */
  readonly orientation: number | undefined;
  /** The colour transform of Adobe's marker. */
  readonly transform: number | undefined;
  /** True when the end of the image is marked. */
  readonly hasEnd: boolean;
}

/** The tables that the segments so far have defined, by number. */
interface Tables {
  readonly dc: HuffmanTable[];
  readonly ac: HuffmanTable[];
  readonly quantization: Uint16Array[];
  restartInterval: number;
}

/**
 * Reads the segments of a JPEG file: tables, frame, scans and the orientation, which may stand in
 * any of several APP1 segments.
 *
 * @throws {Error} When a segment is damaged or a table is missing.
 */
export function readJpeg(bytes: Uint8Array): JpegFile {
  const tables: Tables = { dc: [], ac: [], quantization: [], restartInterval: 0 };
  const scans: Scan[] = [], quantization: Uint16Array[] = [];
  let frame: Frame | undefined, orientation: number | undefined, transform: number | undefined;
  let hasEnd = false;
  for (const segment of segmentsOf(bytes)) {
    const { marker, contents } = segment;
    if (isFrame(marker)) {
      if (frame) throw new Error("it has several frames");
      frame = readFrame(marker, contents);
    } else if (marker === MARKER.startOfScan) {
      if (!frame) throw new Error("no header");
      const scan = readScan(segment, frame, tables);
      for (const { index, component } of scan.components) {
        quantization[index] ??= present(tables.quantization[component.quantization]);
      }
      scans.push(scan);
    } else if (marker === MARKER.app1 && startsWith(contents, "Exif\0\0")) {
      orientation ??= exifOrientation(contents.subarray(6));
    } else if (marker === MARKER.app14 && startsWith(contents, "Adobe")) {
      transform = contents[11];
    } else if (marker === MARKER.endOfImage) hasEnd = true;
    else TABLE_READERS[marker]?.(contents, tables);
  }
  if (!frame || scans.length === 0) throw new Error("it ends before its pixels");
  return { frame, scans, quantization, orientation, transform, hasEnd };
}

function startsWith(contents: Uint8Array, text: string): boolean {
  return [...text].every((letter, i) => contents[i] === letter.charCodeAt(0));
}

function present<T>(table: T | undefined): T {
  if (table === undefined) throw new Error("one of its tables is missing");
  return table;
}

/** The readers of segments that define tables, by marker. */
const TABLE_READERS: Readonly<Record<number, (contents: Uint8Array, tables: Tables) => void>> = {
  [MARKER.huffmanTables](contents, { dc, ac }) {
    for (let at = 0; at + 17 <= contents.length;) {
      const counts = contents.subarray(at + 1, at + 17);
      const end = at + 17 + counts.reduce((sum, count) => sum + count, 0);
      const table = huffmanTable(counts, contents.subarray(at + 17, end));
      (contents[at]! >> 4 === 0 ? dc : ac)[contents[at]! & 15] = table;
      at = end;
    }
  },
  [MARKER.quantizationTables](contents, { quantization }) {
    for (let at = 0; at < contents.length;) {
      const bytes = contents[at]! >> 4 === 0 ? 1 : 2, number = contents[at]! & 15;
      at++;
      if (at + 64 * bytes > contents.length) throw new Error("a quantization table is cut short");
      const table = new Uint16Array(64);
      for (let k = 0; k < 64; k++, at += bytes) {
        table[ZIGZAG[k]!] = bytes === 1 ? contents[at]! : contents[at]! << 8 | contents[at + 1]!;
      }
      quantization[number] = table;
    }
  },
  [MARKER.restartInterval](contents, tables) {
    tables.restartInterval = contents[0]! << 8 | contents[1]!;
  },
};

/** Reads the header of a scan (ITU-T T.81, B.2.3), with the tables that hold at this place. */
function readScan({ contents, data }: Segment, frame: Frame, tables: Tables): Scan {
  const count = contents[0]!;
  if (contents.length < 4 + 2 * count || count < 1) throw new Error("a scan header is cut short");
  const [first, last, approximation] = contents.subarray(1 + 2 * count);
  const [start, end] = frame.isProgressive ? [first!, last!] : [0, 63];
  const [high, low] = frame.isProgressive ? [approximation! >> 4, approximation! & 15] : [0, 0];
  if (start > end || end > 63 || low > 13 || frame.isProgressive && (start === 0) !== (end === 0)) {
    throw new Error("a scan header is invalid");
  }
  const components = Array.from({ length: count }, (_, i): ScanComponent => {
    const [id, numbers] = contents.subarray(1 + 2 * i);
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0) throw new Error("a scan names a component that the frame lacks");
    const needsDc = start === 0 && high === 0, needsAc = end > 0;
    return {
      index,
      component: frame.components[index]!,
      dc: needsDc ? present(tables.dc[numbers! >> 4]) : undefined,
      ac: needsAc ? present(tables.ac[numbers! & 15]) : undefined,
    };
  });
  if (start > 0 && count > 1) throw new Error("a scan header is invalid");
  return { components, start, end, high, low, restartInterval: tables.restartInterval, data };
}
