// This module is browser compatible.

import { kernel, type KernelTable } from "../kernel.ts";
import { broadcast, number } from "./elementwise.ts";

/** Name of the kernel that `passes/relu_gradient.ts` introduces: dy where x > 0, else 0. */
export const RELU_GRAD = "weft.ReluGrad";

/** Gradient of relu. */
export const reluGrad: KernelTable = {
  [RELU_GRAD]: kernel({
    infer: ({ dy }) => ({ shape: dy!.shape, dtype: dy!.dtype }),
    lower: (lowering, { dy, x }) => {
      const positive = broadcast(lowering, "Greater", [x!, number(0)], "bool");
      return broadcast(lowering, "Where", [positive, dy!, number(0)], dy!.dtype);
    },
  }),
};
