// This module is browser compatible.
import type { GraphProto, ModelProto } from "onnx-buf";
import { WeftError } from "../error.ts";
import { decodeModel } from "./encode.ts";

/** A model whose graph is known to be there. */
export interface OpenModel {
  readonly model: ModelProto;
  readonly graph: GraphProto;
}

/**
 * Reads an .onnx file of any program.
 *
 * @param name The name of the file in errors.
 * @throws {WeftError} `model` when the bytes are not a model.
 */
export function openModel(bytes: Uint8Array, name: string): OpenModel {
  const fail = (why: string, cause?: unknown) =>
    new WeftError("model", `Cannot read ${name}: ${why}`, "Check that it is a whole .onnx file", {
      cause,
    });
  if (bytes.length === 0) throw fail("it is empty");
  let model: ModelProto;
  try {
    model = decodeModel(bytes);
  } catch (error) {
    throw fail("it is damaged, or not an ONNX file", error);
  }
  // Protobuf reads many other bytes too, as a message of unknown fields.
  if (!model.graph || model.opsetImport.length === 0) throw fail("it is not an ONNX file");
  return { model, graph: model.graph };
}
