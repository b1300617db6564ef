// This module is browser compatible.
import { WeftError } from "../error.ts";
import type { Feeds } from "../runtime/session.ts";

/**
 * The elements of an output. A file declares the shapes of its outputs, and ONNX Runtime does not
 * hold the graph to them, so they are compared before the elements are used.
 *
 * @param shape The shape that the output must have.
 * @param model The name of the model in errors.
 * @throws {WeftError} `model` when the output is not float32 of this shape.
 */
export function outputRows(
  results: Feeds,
  name: string,
  shape: readonly number[],
  model: string,
): Float32Array {
  const value = results[name];
  if (value?.type === "float32" && value.dims.join() === shape.join()) {
    return value.data as Float32Array;
  }
  const found = value ? `${value.type} [${value.dims.join()}]` : "missing";
  throw new WeftError(
    "model",
    `Cannot use ${model}: its output ${name} is ${found} where float32 [${shape.join()}] is ` +
      "declared",
    "The file contradicts itself: export the model again",
  );
}
