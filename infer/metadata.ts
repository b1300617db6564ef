// This module is browser compatible.
import { WeftError } from "../error.ts";
import { wireFields } from "../onnx/wire.ts";

/** Field numbers of ModelProto and StringStringEntryProto in onnx.proto. */
const METADATA_PROPS = 14, KEY = 1, VALUE = 2;

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
  const metadata = new Map<string, string>();
  const text = new TextDecoder();
  try {
    for (const { field, contents } of wireFields(bytes)) {
      if (field !== METADATA_PROPS) continue;
      const entry = new Map<number, string>();
      for (const part of wireFields(contents)) {
        if (part.field === KEY || part.field === VALUE) {
          entry.set(part.field, text.decode(part.contents));
        }
      }
      metadata.set(entry.get(KEY) ?? "", entry.get(VALUE) ?? "");
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new WeftError(
      "model",
      `Cannot load ${name}: it is not an ONNX file, or it is cut short (${error.message})`,
      "Check that it is a whole .onnx file, or export it again",
    );
  }
  return Object.fromEntries(metadata);
}
