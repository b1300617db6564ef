// This module is browser compatible.

/** Markers of ITU-T T.81, table B.1. */
export const MARKER = {
  huffmanTables: 0xc4,
  arithmeticConditioning: 0xcc,
  reserved: 0xc8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  quantizationTables: 0xdb,
  restartInterval: 0xdd,
  app1: 0xe1,
  app14: 0xee,
} as const;

/** A marker segment of a JPEG file. */
export interface Segment {
  readonly marker: number;
  /** The contents, without the length. */
  readonly contents: Uint8Array;
  /** The entropy-coded data after a start of scan, up to the next marker; else empty. */
  readonly data: Uint8Array;
}

/**
 * Walks the segments of a JPEG file up to the end of the image or of the file. Bytes between two
 * segments are skipped, and a segment that is cut short is left out.
 */
export function* segmentsOf(bytes: Uint8Array): Generator<Segment> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const none = bytes.subarray(0, 0);
  for (let at = nextMarker(bytes, 2); at + 2 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    if (marker === MARKER.endOfImage) {
      yield { marker, contents: none, data: none };
      return;
    }
    if (at + 4 > bytes.length) return;
    const from = at + 4, to = at + 2 + Math.max(2, view.getUint16(at + 2));
    if (to > bytes.length) return;
    at = nextMarker(bytes, to);
    yield {
      marker,
      contents: bytes.subarray(from, to),
      data: marker === MARKER.startOfScan ? bytes.subarray(to, at) : none,
    };
  }
}

/**
 * Finds the next marker that is not a restart. In entropy-coded data `FF 00` stands for the byte
 * FF, and FF before a marker is padding.
 */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next >= 0xc0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) {
      return at;
    }
  }
  return bytes.length;
}
