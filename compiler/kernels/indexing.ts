// This module is browser compatible.

import type { DType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { unsupported } from "../unsupported.ts";
import { broadcast, cast, number } from "./elementwise.ts";
import { reshape } from "./shape.ts";

/** Kernels that look elements up by position. */
export const indexing: KernelTable = {
  OneHot: kernel<{ depth: number; onValue: number; offValue: number; dtype?: DType }>({
    infer: ({ indices }, { depth, dtype }) => ({
      shape: [...indices!.shape, depth],
      dtype: dtype ?? "int32",
    }),
    lower: (lowering, { indices }, { depth, onValue, offValue, dtype = "int32" }) => {
      const positions = Int32Array.from({ length: depth }, (_, i) => i);
      const row = lowering.value(lowering.constant("int32", [depth], positions), [depth], "int32");
      const column = reshape(lowering, indices!, [...indices!.shape, 1]);
      const hit = broadcast(lowering, "Equal", [column, row], "bool");
      if (onValue === 1 && offValue === 0) return cast(lowering, hit, dtype);
      return broadcast(
        lowering,
        "Where",
        [hit, number(onValue, dtype), number(offValue, dtype)],
        dtype,
      );
    },
  }),

  GatherV2: kernel<{ axis: number; batchDims: number }>({
    infer: ({ x, indices }, { axis, batchDims }) => {
      if (batchDims !== 0) throw unsupported(`GatherV2 with batchDims ${batchDims}`);
      return {
        shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)],
        dtype: x!.dtype,
      };
    },
    lower: (lowering, { x, indices }, { axis }, node) => {
      const name = lowering.emit("Gather", [lowering.plain(x!), lowering.plain(indices!)], {
        axis: { i: axis },
      });
      return lowering.value(name, node.outputs[0]!.shape, x!.dtype);
    },
  }),
};
