// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { describeCallSite } from "../call_site.ts";
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

/**
 * Converts `value` to the number that a tensor of type `dtype` stores.
 *
 * @throws {WeftError} `compiler` for an integer beyond int32, of which tfjs would silently keep the
 * last 32 bits.
 */
export function stored(value: number | boolean, dtype: DType): number {
  const number = Number(value);
  if (dtype === "int32" && Number.isFinite(number) && Math.trunc(number) !== (number | 0)) {
    throw new WeftError(
      "compiler",
      `Cannot compile the number ${number} as int32: it is beyond ±2,147,483,647 (called by ${
        describeCallSite(new Error())
      })`,
      "Use float32, or a number that fits; graphs have no int64 tensors, as tfjs has none",
    );
  }
  return newData(dtype, 1).fill(number)[0]!;
}

/** A kernel whose result is a uniform constant, which needs no node. */
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
