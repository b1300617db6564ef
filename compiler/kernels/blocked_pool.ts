// This module is browser compatible.

import type { AttributeValues } from "../../onnx/make.ts";
import type { Lowering } from "../lowering.ts";
import { NCHWC } from "./blocked_conv.ts";

/**
 * Emits MaxPool of a tensor in NCHW order. Of the result of a blocked convolution with whole blocks
 * it pools the blocks themselves, which ONNX Runtime would otherwise arrange again.
 */
export function maxPoolOf(
  lowering: Lowering,
  x: string,
  channels: number,
  attributes: AttributeValues,
): string {
  const reorder = lowering.producer(x);
  const { block } = lowering.target;
  if (reorder?.opType !== "ReorderOutput" || channels % block !== 0) {
    return lowering.emit("MaxPool", [x], attributes);
  }
  const blocked = lowering.emit("MaxPool", reorder.input, attributes, NCHWC);
  return lowering.emit("ReorderOutput", [blocked], { channels: { i: channels } }, NCHWC);
}
