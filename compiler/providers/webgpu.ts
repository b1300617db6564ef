// This module is browser compatible.

import { onnxType } from "../../onnx/model.ts";
import { intsOf, type Provider } from "./provider.ts";
import { webgpuOperators } from "./webgpu_operators.ts";

/** ONNX Runtime's WebGPU provider. */
export const webgpu: Provider = {
  operators: webgpuOperators,
  declines: {
    // The table has what is cast; WGSL has no doubles to cast to.
    Cast: (node) => intsOf(node, "to").includes(onnxType.float64),
  },
};
