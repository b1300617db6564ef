/**
 * Makes kernels wrong on purpose, to check that tests fail. For tests only.
 */

import { sizeOf } from "../graph.ts";
import type { Kernel } from "../kernel.ts";
import { kernels } from "../kernels/mod.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";

/** The kernel table, mutable for tests. */
export const table = kernels as Record<string, Kernel>;

/** Makes one output of a kernel wrong. */
export type Alteration = (kernel: Kernel, output: number) => Kernel;

const alterOutput =
  (alter: (lowering: Lowering, x: Lowered) => string): Alteration => (kernel, output) => ({
    ...kernel,
    lower: (lowering, ...rest) => {
      const result = kernel.lower(lowering, ...rest);
      const change = (x: Lowered, i: number): Lowered =>
        i === output
          ? { name: alter(lowering, x), shape: x.shape, dtype: x.dtype, layout: x.layout }
          : x;
      return Array.isArray(result) ? result.map(change) : change(result, 0);
    },
  });

/** Errors that a loose comparison would not detect. */
export const alterations: Readonly<Record<string, Alteration>> = {
  "scaled by 1.001": alterOutput((lowering, x) => {
    const name = lowering.name(x);
    if (x.dtype === "bool") return lowering.emit("Not", [name]);
    return x.dtype === "int32"
      ? lowering.emit("Add", [name, lowering.scalar(1, "int32")])
      : lowering.emit("Mul", [name, lowering.scalar(1.001)]);
  }),
  "its last element lost": alterOutput((lowering, x) => {
    const kept = (i: number) => i === sizeOf(x.shape) - 1 ? 0 : 1;
    const length = { length: sizeOf(x.shape) };
    const mask = x.dtype === "float32"
      ? Float32Array.from(length, (_, i) => kept(i))
      : x.dtype === "int32"
      ? Int32Array.from(length, (_, i) => kept(i))
      : Uint8Array.from(length, (_, i) => kept(i));
    const name = lowering.constant(x.dtype, permuted(x.shape, x.layout), mask);
    return lowering.emit(x.dtype === "bool" ? "And" : "Mul", [lowering.name(x), name]);
  }),
};

/** An alteration of kernels that make constants and are never lowered. */
export const raised: Readonly<Record<string, Alteration>> = {
  "raised by 1": (kernel) => ({
    ...kernel,
    infer: (...args) => {
      const type = kernel.infer(...args);
      if (Array.isArray(type)) return type;
      return type.data
        ? { ...type, data: type.data.map((x) => x + 1) }
        : { ...type, fill: type.fill! + 1 };
    },
  }),
};

/** Runs `fn` with another entry in the kernel table. */
export async function withKernel<T>(
  name: string,
  kernel: Kernel,
  fn: () => T,
): Promise<Awaited<T>> {
  const original = table[name]!;
  table[name] = kernel;
  try {
    return await fn();
  } finally {
    table[name] = original;
  }
}
