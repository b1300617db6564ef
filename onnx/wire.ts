// This module is browser compatible.

/** The wire types of a field's value (protobuf.dev/programming-guides/encoding). */
const VARINT = 0, FIXED_64 = 1, BYTES = 2, FIXED_32 = 5;

/** The first number that is too large for a tag. */
const TAGS = 2 ** 32;

/** A field of a protobuf message. */
export interface WireField {
  /** The number of the field in the message's definition. */
  readonly field: number;
  /** The bytes of a text or a message, as a view; empty for a number. */
  readonly contents: Uint8Array;
  /** The value of an integer, which loses bits above 2^53; 0 for others. */
  readonly value: number;
}

/**
 * Walks the fields of a protobuf message without its definition. It copies nothing and does not
 * look into the fields, so a message of large tensors takes no longer than one of small ones.
 *
 * @throws {RangeError} when the bytes are not a message, or end early.
 *
 * @example
 * ```ts
 * const [{ field, value }] = [...wireFields(Uint8Array.of(8, 150, 1))] as [WireField];
 * console.assert(field === 1 && value === 150);
 * ```
 */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  let at = 0;
  function varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("it ends inside a number");
      value += (byte & 127) * scale; // loses bits above 2^53, which no length or tag has
      if (byte < 128) return value;
    }
    throw new RangeError(`a number at byte ${at} is longer than ten bytes`);
  }
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8), wire = tag % 8;
    if (field === 0 || tag >= TAGS) throw new RangeError(`field ${field} at byte ${at}`);
    const start = at;
    let value = 0, contents = bytes.subarray(start, start);
    if (wire === VARINT) value = varint();
    else if (wire === FIXED_64) at += 8;
    else if (wire === FIXED_32) at += 4;
    else if (wire === BYTES) {
      const length = varint(), from = at;
      at += length;
      if (at > bytes.length) throw new RangeError(`byte ${start} announces ${length} bytes`);
      contents = bytes.subarray(from, at);
    } else throw new RangeError(`wire type ${wire} at byte ${start}`);
    if (at > bytes.length) throw new RangeError("it ends inside a number");
    yield { field, contents, value };
  }
}
