// This module is browser compatible.

import type { DType, TensorType } from "../graph.ts";
import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import { ZERO_GRADIENT } from "../zero_gradient.ts";

/** A value that is uniform by definition: it needs no node. */
const uniform = (
  type: (attributes: Fill) => TensorType,
  fill: (attributes: Fill) => number,
): Kernel =>
  kernel<Fill>({
    infer: (_, attributes) => ({ ...type(attributes), fill: fill(attributes) }),
    lower: () => {
      throw new Error("uniform constants have no lowering");
    },
  });

interface Fill {
  shape: number[];
  value: number;
  dtype?: DType;
}

const like = (fill: number): Kernel =>
  kernel({
    infer: ({ x }) => ({ shape: x!.shape, dtype: x!.dtype, fill }),
    lower: () => {
      throw new Error("uniform constants have no lowering");
    },
  });

/** Kernels that make uniform constants. */
export const constant: KernelTable = {
  Fill: uniform(
    ({ shape, dtype }) => ({ shape, dtype: dtype ?? "float32" }),
    ({ value }) => value,
  ),
  ZerosLike: like(0),
  OnesLike: like(1),
  [ZERO_GRADIENT]: kernel<Fill>({
    infer: (_, { shape }) => ({ shape, dtype: "float32", fill: 0, zero: true }),
    lower: () => {
      throw new Error("uniform constants have no lowering");
    },
  }),
};
