// This module is browser compatible.

import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered } from "../lowering.ts";
import { cast } from "./elementwise.ts";

/** Number of bits of tfjs's integers. */
const BITS = 32;

/** Kernels that work on the bits of integers. */
export const bitwise: KernelTable = {
  // Before opset 18 ONNX has no bitwise operators. Each integer is split into the bits of its
  // unsigned value.
  BitwiseAnd: kernel({
    infer: ({ a }) => ({ shape: a!.shape, dtype: a!.dtype }),
    lower: (lowering, { a, b }) => {
      const { shape } = a!;
      const powers = BigInt64Array.from({ length: BITS }, (_, bit) => 2n ** BigInt(bit));
      const weights = lowering.constant("int64", [BITS], powers, "bits");
      const number = (value: number) => lowering.scalar(value, "int64");
      const bits = (x: Lowered) => {
        const wide = lowering.reshape(lowering.plain(cast(lowering, x, "int64")), [...shape, 1]);
        const unsigned = lowering.emit("Mod", [wide, number(2 ** BITS)]);
        return lowering.emit("Mod", [lowering.emit("Div", [unsigned, weights]), number(2)]);
      };
      const common = lowering.emit("Mul", [bits(a!), bits(b!)]);
      const sum = lowering.emit("ReduceSum", [
        lowering.emit("Mul", [common, weights]),
        lowering.ints([shape.length]),
      ], { keepdims: { i: 0 } });
      return cast(lowering, lowering.value(sum, shape, "int64"), a!.dtype);
    },
  }),
};
