// This module is browser compatible.

import type { NodeProto } from "onnx-buf";
import { elementType } from "../../element_type.ts";
import { attributeOf, intOf } from "../../read.ts";
import { CPU_ONLY, type Provider } from "./provider.ts";
import { webgpuOperators } from "./webgpu_operators.ts";

/** ONNX Runtime's WebGPU provider. */
export const webgpu: Provider = {
  operators: { ...CPU_ONLY, ...webgpuOperators },
  types: ["float32", "float64", "int32", "int64", "bool", "uint8"],
  declines: {
    // The table has the type that is cast. WGSL has no doubles to cast to.
    Cast: (node) => intOf(node, "to", 0) === elementType.float64,
  },
  fails: { GRU: hasOtherActivation, LSTM: hasOtherActivation },
};

/** The activations that its recurrent layers have; with others a run ends in an error. */
const ACTIVATIONS = ["relu", "sigmoid", "tanh"];

function hasOtherActivation(node: NodeProto): boolean {
  const decoder = new TextDecoder();
  return attributeOf(node, "activations")?.strings.some((name) =>
    !ACTIVATIONS.includes(decoder.decode(name).toLowerCase())
  ) ?? false;
}
