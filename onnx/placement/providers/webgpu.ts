// This module is browser compatible.

import { elementType } from "../../element_type.ts";
import { intOf } from "../../read.ts";
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
};
