// This module is browser compatible.

import { type DType, sizeOf } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { broadcast, cast, choose, number } from "./elementwise.ts";
import { reshape } from "./shape.ts";

/** The numbers 0 to length - 1, as int32 [length]. */
export function positions(lowering: Lowering, length: number): Lowered {
  const numbers = Int32Array.from({ length }, (_, i) => i);
  return lowering.value(lowering.constant("int32", [length], numbers), [length], "int32");
}

/** Kernels that put elements at given positions. */
export const indexing: KernelTable = {
  OneHot: kernel<{ depth: number; onValue: number; offValue: number; dtype?: DType }>({
    infer: ({ indices }, { depth, dtype }) => ({
      shape: [...indices!.shape, depth],
      dtype: dtype ?? "int32",
    }),
    lower: (lowering, { indices }, { depth, onValue, offValue, dtype = "int32" }) => {
      const column = reshape(lowering, cast(lowering, indices!, "int32"), [...indices!.shape, 1]);
      const hit = broadcast(lowering, "Equal", [column, positions(lowering, depth)], "bool");
      if (onValue === 1 && offValue === 0) return cast(lowering, hit, dtype);
      return choose(lowering, hit, number(onValue, dtype), number(offValue, dtype));
    },
  }),

  Diag: kernel({
    infer: ({ x }) => ({ shape: [...x!.shape, ...x!.shape], dtype: x!.dtype }),
    lower: (lowering, { x }, _, { outputs }) => {
      const size = sizeOf(x!.shape);
      const row = positions(lowering, size);
      const column = reshape(lowering, row, [size, 1]);
      const diagonal = broadcast(lowering, "Equal", [column, row], "bool");
      const elements = reshape(lowering, x!, [size]);
      const matrix = choose(lowering, diagonal, elements, number(0, x!.dtype));
      return reshape(lowering, matrix, outputs[0]!.shape);
    },
  }),
};
