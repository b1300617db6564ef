// This module is browser compatible.
import { WeftError } from "../error.ts";

/** Field numbers of ModelProto and StringStringEntryProto in onnx.proto. */
const METADATA_PROPS = 14, KEY = 1, VALUE = 2;

/** The wire types of a field's value (protobuf.dev/programming-guides/encoding). */
const VARINT = 0, FIXED_64 = 1, BYTES = 2, FIXED_32 = 5;

/**
 * Reads the `metadata_props` of an ONNX file, which ONNX Runtime does not return. It skips the
 * graph without reading it, so a large model takes no longer than a small one.
 *
 * @param bytes The .onnx file.
 * @param name The name of the model in errors.
 * @returns The properties by key.
 * @throws {WeftError} `model` when the bytes are not a protobuf message or end early.
 *
 * @example
 * ```ts
 * const bytes = new Uint8Array([0x72, 6, 0x0a, 1, 0x61, 0x12, 1, 0x62]);
 * console.assert(readMetadata(bytes).a === "b");
 * ```
 */
export function readMetadata(bytes: Uint8Array, name = "the model"): Record<string, string> {
  const metadata: Record<string, string> = {};
  const text = new TextDecoder();
  try {
    for (const [field, contents] of fields(bytes)) {
      if (field !== METADATA_PROPS) continue;
      const entry = new Map([...fields(contents)].map(([f, value]) => [f, text.decode(value)]));
      metadata[entry.get(KEY) ?? ""] = entry.get(VALUE) ?? "";
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new WeftError(
      "model",
      `Cannot load ${name}: it is not an ONNX file, or it is cut short (${error.message})`,
      "Check that it is a whole .onnx file, or export it again",
    );
  }
  return metadata;
}

/**
 * Walks the fields of a message. The contents are a view of the bytes of a length-delimited field,
 * and empty for other fields.
 */
function* fields(bytes: Uint8Array): Generator<[field: number, contents: Uint8Array]> {
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
    if (field === 0) throw new RangeError(`field 0 at byte ${at}`);
    const start = at;
    if (wire === VARINT) varint();
    else if (wire === FIXED_64) at += 8;
    else if (wire === FIXED_32) at += 4;
    else if (wire === BYTES) {
      const length = varint();
      const from = at;
      at += length;
      if (at > bytes.length) throw new RangeError(`byte ${start} announces ${length} bytes`);
      yield [field, bytes.subarray(from, at)];
      continue;
    } else throw new RangeError(`wire type ${wire} at byte ${start}`);
    if (at > bytes.length) throw new RangeError("it ends inside a number");
    yield [field, bytes.subarray(start, start)];
  }
}
