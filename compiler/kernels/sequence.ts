// This module is browser compatible.

import type { NamedAttrMap } from "@tensorflow/tfjs";
import { onCpu } from "../fold.ts";
import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import { unsupported } from "../unsupported.ts";

/**
 * A row of numbers that depends on attributes only. tfjs computes it, and the graph gets a
 * constant.
 */
const row = (name: string): Kernel =>
  kernel<NamedAttrMap>({
    infer: (_, attributes) => {
      const [numbers] = onCpu(name, {}, attributes) ?? [];
      if (!numbers) throw unsupported(`${name} without tfjs's cpu backend`);
      return numbers;
    },
    lower: () => {
      throw new Error("constants have no lowering");
    },
  });

/** Kernels that make sequences of numbers. */
export const sequence: KernelTable = { Range: row("Range"), LinSpace: row("LinSpace") };
