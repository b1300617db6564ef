// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { decodeModel, encodeModel } from "../../onnx/encode.ts";
import { convertToFloat16, type Float32Node } from "../../onnx/quantize/float16.ts";
import { FLOAT16_LARGEST } from "../../onnx/quantize/float16_numbers.ts";
import type { Batch } from "./inputs.ts";
import { largestMagnitudes } from "./observe.ts";

/**
 * A value counts as beyond the range of float16 from a half of it on: the inputs that are looked at
 * are few, and others may give twice as much.
 */
const HEADROOM = 2;

/** A file in float16. */
export interface Float16File {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The nodes that compute in float32, with the reasons. */
  readonly float32Nodes: readonly Float32Node[];
}

/**
 * Makes a float16 file. Values that float16 cannot hold are looked for: the float32 file runs on
 * the batches, and nodes around a value of more than half the range stay in float32.
 *
 * @param bytes A float32 file.
 * @throws {WeftError} `model` when every node would stay in float32.
 */
export async function makeFloat16(
  bytes: Uint8Array,
  batches: readonly Batch[],
): Promise<Float16File> {
  const model = decodeModel(bytes);
  const largest = await largestMagnitudes(bytes, batches);
  const overflowing = new Map(
    [...largest].filter(([, most]) => most * HEADROOM > FLOAT16_LARGEST),
  );
  const count = model.graph!.node.length;
  const float32Nodes = convertToFloat16(model, { overflowing });
  if (float32Nodes.length === count) {
    const [first] = float32Nodes;
    throw new WeftError(
      "model",
      `Cannot convert the model to float16: every node stays in float32, such as ${
        first!.name
      }, because ${first!.reason}`,
      "Leave --fp16 out",
    );
  }
  return { bytes: encodeModel(model), float32Nodes };
}
