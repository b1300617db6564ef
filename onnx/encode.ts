// This module is browser compatible.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";

/**
 * Serialises a model as an .onnx file. Equal models give equal bytes: fields are written in their
 * numeric order, and nothing depends on time or place.
 */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  return toBinary(ModelProtoSchema, model);
}

/**
 * Reads an .onnx file.
 *
 * @throws {Error} when the bytes are not a model.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return fromBinary(ModelProtoSchema, bytes);
}
