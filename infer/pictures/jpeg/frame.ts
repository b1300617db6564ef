// This module is browser compatible.

/** A colour component of a frame, and the blocks of 8 x 8 samples that it is made of. */
export interface Component {
  readonly id: number;
  /** Horizontal and vertical sampling factors, 1 to 4. */
  readonly h: number;
  readonly v: number;
  /** The number of its quantization table. */
  readonly quantization: number;
  /** The blocks that hold samples: those of a scan of this component alone. */
  readonly columns: number;
  readonly rows: number;
  /** The blocks of a row with those that fill the last MCU, and the rows likewise. */
  readonly paddedColumns: number;
  readonly paddedRows: number;
}

/** The frame header of a JPEG file, with the geometry that follows from it. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
  /** The largest sampling factors. */
  readonly maxH: number;
  readonly maxV: number;
  /** Minimum coded units in a row, and rows of them. */
  readonly mcuColumns: number;
  readonly mcuRows: number;
}

/** The coding processes that can be decoded: baseline, extended sequential, progressive. */
const SUPPORTED: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

/** Tells a start of frame from other markers; three markers of its range are not one. */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/**
 * Reads a frame header (ITU-T T.81, B.2.2).
 *
 * @throws {Error} When it is damaged, or of a coding process that cannot be decoded.
 */
export function readFrame(marker: number, contents: Uint8Array): Frame {
  const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  if (contents.length < 6) throw new Error("its frame header is cut short");
  if (!SUPPORTED.has(marker)) {
    const process = marker > 0xc8 ? "arithmetic coding" : "its coding process (lossless)";
    throw new Error(`${process} is not supported`);
  }
  if (contents[0] !== 8) throw new Error(`${contents[0]} bits a sample are not supported`);
  const height = view.getUint16(1), width = view.getUint16(3), count = contents[5]!;
  const fields = contents.subarray(6, 6 + 3 * count);
  if (count === 0 || count > 4 || fields.length < 3 * count) {
    throw new Error("its frame header is invalid");
  }
  const parts = Array.from({ length: count }, (_, i) => {
    const [id, sampling, quantization] = fields.subarray(3 * i);
    return { id: id!, h: sampling! >> 4, v: sampling! & 15, quantization: quantization! };
  });
  if (parts.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) {
    throw new Error("its sampling factors are invalid");
  }
  const maxH = Math.max(...parts.map(({ h }) => h)), maxV = Math.max(...parts.map(({ v }) => v));
  const mcuColumns = Math.ceil(width / (8 * maxH)), mcuRows = Math.ceil(height / (8 * maxV));
  const components = parts.map((part) => ({
    ...part,
    columns: Math.ceil(Math.ceil(width * part.h / maxH) / 8),
    rows: Math.ceil(Math.ceil(height * part.v / maxV) / 8),
    paddedColumns: mcuColumns * part.h,
    paddedRows: mcuRows * part.v,
  }));
  const isProgressive = marker === 0xc2;
  return { width, height, isProgressive, components, maxH, maxV, mcuColumns, mcuRows };
}
