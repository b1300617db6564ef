// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { checkExport, requireAgreement } from "../../../compiler/check/check.ts";
import { summarize } from "../../../compiler/check/summary.ts";
import { compileModel, type SavedModel } from "../../../compiler/mod.ts";
import { endAtLayers } from "../../../compiler/sources/end_at_layers.ts";
import { OPSET } from "../../../compiler/targets.ts";
import type { Comparison, ConvertOptions, WrittenFile } from "./messages.ts";

/**
 * Converts a saved model with the code of `deno task export`, and compares the file with tfjs on
 * ONNX Runtime's WebAssembly build.
 *
 * @param saved The model that was loaded.
 * @param name Name of its model.json.
 * @param onWritten Called with the file before it is compared.
 * @throws {WeftError} `compiler` when the model cannot be exported, or when the outputs differ.
 */
export async function convert(
  saved: SavedModel,
  name: string,
  { batchSize, shapes, outputs: names }: ConvertOptions,
  onWritten: (written: WrittenFile) => void,
): Promise<Comparison> {
  const ends = names.length > 0;
  const model = ends && saved instanceof tf.LayersModel ? endAtLayers(saved, names) : saved;
  const outputs = ends && saved instanceof tf.GraphModel ? names : undefined;
  const compiled = compileModel(model, {
    shapes,
    ...(batchSize !== undefined && { batchSize }),
    ...(outputs && { outputs }),
  });
  compiled.requireFinite();
  const bytes = compiled.encode();
  onWritten({
    name: name.replace(/(\.json)?$/i, ".onnx"),
    file: new Blob([bytes], { type: "application/octet-stream" }),
    opset: OPSET,
    summary: summarize(bytes),
  });
  const fixed = Object.values(compiled.inputs)[0]?.shape[0] ?? undefined;
  const { inputs: _inputs, outputs: _outputs, ...check } = await checkExport(
    model,
    compiled,
    bytes,
    {
      batchSize: batchSize ?? fixed,
      outputs,
      backend: "wasm",
    },
  );
  requireAgreement(check, name);
  return check;
}

/** Prepares TensorFlow.js for conversions: values on the CPU. */
export async function prepareTensorflow(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
}
