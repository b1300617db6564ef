// This module is browser compatible.

import { util } from "@tensorflow/tfjs";
import { type DType, newData } from "../graph.ts";
import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import { unsupported } from "../unsupported.ts";
import { ZERO_GRADIENT } from "../zero_gradient.ts";

interface Fill {
  shape: number[];
  value: number | boolean | string;
  dtype?: string;
}

/** `value` as a tensor of type `dtype` stores it. */
export function stored(value: number | boolean, dtype: DType): number {
  return newData(dtype, 1).fill(Number(value))[0]!;
}

/** A value that is uniform by definition: it needs no node. */
const uniform = <A>(infer: Parameters<typeof kernel<A>>[0]["infer"]): Kernel =>
  kernel<A>({
    infer,
    lower: () => {
      throw new Error("uniform constants have no lowering");
    },
  });

const like = (fill: number): Kernel =>
  uniform(({ x }) => ({ shape: x!.shape, dtype: x!.dtype, fill }));

const isDType = (dtype: string): dtype is DType => ["float32", "int32", "bool"].includes(dtype);

/** Kernels that make uniform constants. */
export const constant: KernelTable = {
  Fill: uniform<Fill>((_, { shape, value, dtype = util.inferDtype(value) }) => {
    if (!isDType(dtype) || typeof value === "string") throw unsupported(`Fill of type ${dtype}`);
    return { shape, dtype, fill: stored(value, dtype) };
  }),
  ZerosLike: like(0),
  OnesLike: like(1),
  [ZERO_GRADIENT]: uniform<Fill>((_, { shape }) => ({
    shape,
    dtype: "float32",
    fill: 0,
    zero: true,
  })),
};
