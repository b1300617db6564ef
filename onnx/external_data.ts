// This module is browser compatible.
import { type WireField, wireFields } from "./wire.ts";

/** A message that has a tensor somewhere in it. */
type Name =
  | "AttributeProto"
  | "FunctionProto"
  | "GraphProto"
  | "ModelProto"
  | "NodeProto"
  | "SparseTensorProto"
  | "TensorProto"
  | "TrainingInfoProto";

/**
 * The fields that lead from a model to its tensors, by their numbers in onnx.proto. The table
 * spares browsers the messages' definitions (package `onnx-buf`).
 */
export const TENSOR_PATHS: Readonly<Record<Name, Readonly<Record<number, Name>>>> = {
  AttributeProto: {
    5: "TensorProto",
    6: "GraphProto",
    10: "TensorProto",
    11: "GraphProto",
    22: "SparseTensorProto",
    23: "SparseTensorProto",
  },
  FunctionProto: { 7: "NodeProto", 11: "AttributeProto" },
  GraphProto: { 1: "NodeProto", 5: "TensorProto", 15: "SparseTensorProto" },
  ModelProto: { 7: "GraphProto", 20: "TrainingInfoProto", 25: "FunctionProto" },
  NodeProto: { 5: "AttributeProto" },
  SparseTensorProto: { 1: "TensorProto", 2: "TensorProto" },
  TensorProto: {},
  TrainingInfoProto: { 1: "GraphProto", 2: "GraphProto" },
};

/** Field numbers of TensorProto. */
const EXTERNAL_DATA = 13, DATA_LOCATION = 14;
/** Field numbers of StringStringEntryProto. */
const KEY = 1, VALUE = 2;

/** ONNX Runtime refuses messages that are nested deeper, as protobuf does by default. */
const MAX_DEPTH = 100;

/**
 * Finds a tensor whose elements are in another file (ONNX's external data).
 *
 * @param bytes An .onnx file.
 * @returns The name of the other file, which may be empty; `undefined` when the model is one file.
 * @throws {RangeError} when the bytes are not a protobuf message.
 */
export function externalFile(bytes: Uint8Array): string | undefined {
  const rest: { readonly bytes: Uint8Array; readonly name: Name; readonly depth: number }[] = [
    { bytes, name: "ModelProto", depth: 0 },
  ];
  for (let part = rest.pop(); part; part = rest.pop()) {
    if (part.name === "TensorProto") {
      const file = externalFileOf(part.bytes);
      if (file !== undefined) return file;
    }
    const paths = TENSOR_PATHS[part.name], depth = part.depth + 1;
    for (const { field, contents } of wireFields(part.bytes)) {
      const name = paths[field];
      if (name && contents.length > 0 && depth <= MAX_DEPTH) {
        rest.push({ bytes: contents, name, depth });
      }
    }
  }
  return undefined;
}

function externalFileOf(tensor: Uint8Array): string | undefined {
  let isExternal = false, file = "";
  for (const { field, contents, value } of wireFields(tensor)) {
    // Any location but 0 (in this file): an unknown one is no reason to let the file through.
    if (field === DATA_LOCATION && value !== 0) isExternal = true;
    if (field === EXTERNAL_DATA) file = locationOf([...wireFields(contents)]) ?? file;
  }
  return isExternal ? file : undefined;
}

function locationOf(entry: readonly WireField[]): string | undefined {
  const text = (number: number) =>
    new TextDecoder().decode(entry.findLast(({ field }) => field === number)?.contents);
  return text(KEY) === "location" ? text(VALUE) : undefined;
}
