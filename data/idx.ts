// This module is browser compatible.

import { WeftError } from "../error.ts";

/** The contents of an IDX file of unsigned bytes. */
export interface IdxArray {
  /** The length of each axis, outermost first: `[60000, 28, 28]` for the training images. */
  shape: number[];
  /** The values in row-major order: a view of the bytes that were parsed. */
  data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const MAXIMUM_DIMENSIONS = 4;

/** The element types of the format, for error messages. */
const TYPE_NAMES: Record<number, string> = {
  0x08: "unsigned byte",
  0x09: "signed byte",
  0x0b: "int16",
  0x0c: "int32",
  0x0d: "float32",
  0x0e: "float64",
};

/**
 * Parses an IDX file of unsigned bytes, the format of MNIST and its relatives: two zero bytes, the
 * element type, the number of dimensions, each dimension as a big-endian uint32, then the values
 * (http://yann.lecun.com/exdb/mnist/, "The IDX file format").
 *
 * @param bytes The decompressed file.
 * @param name The name of the file in errors.
 * @throws {WeftError} `data` when the magic number, the dimensions or the length are not right.
 *
 * @example
 * ```ts
 * const bytes = new Uint8Array([0, 0, 0x08, 1, 0, 0, 0, 3, 7, 8, 9]);
 * const { shape, data } = parseIdx(bytes, "labels");
 * console.assert(shape[0] === 3 && data[2] === 9);
 * ```
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const refuse = (reason: string, hint = "Replace the file with a fresh copy"): never => {
    throw new WeftError("data", `Cannot read ${name}: ${reason}`, hint);
  };
  if (bytes.length < 4) refuse(`expected an IDX header of 4 bytes, got ${bytes.length}`);

  const [zero0, zero1, type, dimensions] = bytes as unknown as [number, number, number, number];
  if (zero0 === 0x1f && zero1 === 0x8b) {
    refuse("expected raw IDX, got gzip", "Decompress it first");
  }
  if (zero0 !== 0 || zero1 !== 0) {
    refuse(
      `expected an IDX magic number (0x0000…), got 0x${hex(bytes.subarray(0, 4))}`,
      "Check that it is one of the IDX files, not a web page or an archive of several files",
    );
  }
  if (type !== UNSIGNED_BYTE) {
    const got = TYPE_NAMES[type] ?? `unknown type 0x${hex(bytes.subarray(2, 3))}`;
    refuse(`expected elements of type unsigned byte, got ${got}`, "Convert them to 0..255");
  }
  if (dimensions < 1 || dimensions > MAXIMUM_DIMENSIONS) {
    refuse(`expected 1 to ${MAXIMUM_DIMENSIONS} dimensions, got ${dimensions}`);
  }

  const headerLength = 4 + 4 * dimensions;
  if (bytes.length < headerLength) {
    refuse(
      `the file ends inside its header, expected ${headerLength} bytes, got ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const label = `[${shape.join(", ")}]`;

  // Above 2^53 the product of four uint32 is inexact, and could match by mistake.
  const length = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(length)) refuse(`its shape ${label} holds more than 2^53 values`);
  const got = bytes.length - headerLength;
  if (got < length) refuse(`it is truncated, shape ${label} needs ${length} values, got ${got}`);
  if (got > length) {
    refuse(`expected ${length} values for shape ${label}, got ${got - length} bytes more`);
  }
  return { shape, data: bytes.subarray(headerLength) };
}

/**
 * Tells files that are meant as IDX: the first four bytes are a magic number of the format. Other
 * formats begin with two zero bytes too, such as HEIC and AVIF. The length may still be wrong,
 * which {@linkcode parseIdx} finds.
 *
 * @example
 * ```ts
 * console.assert(resemblesIdx(new Uint8Array([0, 0, 0x08, 3])));
 * ```
 */
export function resemblesIdx(bytes: Uint8Array): boolean {
  const [zero0, zero1, type, dimensions] = bytes;
  return zero0 === 0 && zero1 === 0 && type! in TYPE_NAMES &&
    dimensions! >= 1 && dimensions! <= MAXIMUM_DIMENSIONS;
}

/**
 * Encodes an array of unsigned bytes as an IDX file, which {@linkcode parseIdx} parses.
 *
 * @param shape The length of each axis, outermost first.
 * @param data The values in row-major order; their number is the product of `shape`.
 *
 * @example
 * ```ts
 * const file = encodeIdx([2, 1], Uint8Array.of(5, 6));
 * console.assert(parseIdx(file, "file").data[1] === 6);
 * ```
 */
export function encodeIdx(shape: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + data.length);
  bytes.set([0, 0, UNSIGNED_BYTE, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  bytes.set(data, header);
  return bytes;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
