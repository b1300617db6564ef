// This module is browser compatible.

import { elementType } from "../../element_type.ts";
import { intOf } from "../../read.ts";
import type { Provider } from "./provider.ts";
import { webgpuOperators } from "./webgpu_operators.ts";

/** ONNX Runtime's WebGPU provider. */
export const webgpu: Provider = {
  operators: webgpuOperators,
  declines: {
    // The table has the type that is cast. WGSL has no doubles to cast to.
    Cast: (node) => intOf(node, "to", 0) === elementType.float64,
  },
};
