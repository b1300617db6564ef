// This module is browser compatible.

import { kernel, type KernelTable } from "../kernel.ts";
import { broadcast, cast, number } from "./elementwise.ts";

/** Name of the kernel that `passes/relu_gradient.ts` introduces: dy · (x > 0). */
export const RELU_GRAD = "weft.ReluGrad";

/** Gradient of relu. */
export const reluGrad: KernelTable = {
  [RELU_GRAD]: kernel({
    infer: ({ dy }) => ({ shape: dy!.shape, dtype: dy!.dtype }),
    lower: (lowering, { dy, x }) => {
      // A product, as in tfjs: infinity · 0 is NaN, and -1 · 0 is -0, which changes no sum. ONNX
      // Runtime needs more time to select with Where.
      const positive = broadcast(lowering, "Greater", [x!, number(0)], "bool");
      return broadcast(lowering, "Mul", [dy!, cast(lowering, positive, dy!.dtype)], dy!.dtype);
    },
  }),
};
