// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { checkExport, type CheckResult, TOLERANCE } from "../../../compiler/check/check.ts";
import { summarize } from "../../../compiler/check/summary.ts";
import { compileModel, type SavedModel } from "../../../compiler/mod.ts";
import { OPSET } from "../../../compiler/targets.ts";
import { WeftError } from "../../../error.ts";
import type { ConvertOptions, WrittenFile } from "./messages.ts";

/**
 * Converts a saved model with the code of `deno task export`, and compares the file with tfjs on
 * ONNX Runtime's WebAssembly build.
 *
 * @param model The model that was loaded.
 * @param name Name of its model.json.
 * @param onWritten Called with the file before it is compared.
 * @throws {WeftError} `compiler` when the model cannot be exported, or when the outputs differ.
 */
export async function convert(
  model: SavedModel,
  name: string,
  { batchSize }: ConvertOptions,
  onWritten: (written: WrittenFile) => void,
): Promise<CheckResult> {
  const compiled = compileModel(model, batchSize === undefined ? {} : { batchSize });
  compiled.requireFinite();
  const bytes = compiled.encode();
  onWritten({
    name: name.replace(/(\.json)?$/i, ".onnx"),
    file: new Blob([bytes], { type: "application/octet-stream" }),
    opset: OPSET,
    summary: summarize(bytes),
  });
  const check = await checkExport(model, compiled, bytes, { batchSize, backend: "wasm" });
  if (check.difference <= TOLERANCE) return check;
  throw new WeftError(
    "compiler",
    `Cannot convert ${name}: the outputs of the file differ from those of TensorFlow.js by ` +
      `${check.difference.toPrecision(2)} of the largest one, and ${TOLERANCE} is allowed`,
    "Please report it with the model.json",
  );
}

/** Prepares TensorFlow.js for conversions: values on the CPU. */
export async function prepareTensorflow(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
}
