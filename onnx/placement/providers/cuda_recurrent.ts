// This module is browser compatible.

import type { NodeProto } from "onnx-buf";
import { attributeOf, intOf } from "../../read.ts";

/** The activations that cuDNN has, in ONNX's order, once for each direction. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  LSTM: ["sigmoid", "tanh", "tanh"],
  GRU: ["sigmoid", "tanh"],
  RNN: ["tanh"],
};

/** The position of LSTM's peepholes. */
const PEEPHOLES = 7;

/**
 * True for a recurrent node that ONNX Runtime's CUDA provider leaves to the CPU, because cuDNN has
 * no such layer.
 */
export function declinesRecurrent(node: NodeProto): boolean {
  const known = ACTIVATIONS[node.opType]!;
  const decoder = new TextDecoder();
  const activations = attributeOf(node, "activations")?.strings ?? [];
  return activations.some((name, i) =>
    decoder.decode(name).toLowerCase() !== known[i % known.length]
  ) ||
    ["activation_alpha", "activation_beta", "clip"].some((name) => attributeOf(node, name)) ||
    intOf(node, "input_forget", 0) !== 0 ||
    intOf(node, "linear_before_reset", 1) !== 1 ||
    (node.opType === "LSTM" && (node.input[PEEPHOLES] ?? "") !== "");
}
