// This module is browser compatible.

import { sizeOf, type TensorType } from "../graph.ts";
import { type Inferred, kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { elementType } from "../../onnx/element_type.ts";
import { unsupported } from "../unsupported.ts";
import { broadcast, number } from "./elementwise.ts";
import { withoutNegative } from "./gather.ts";
import { scatter } from "./scatter.ts";
import { reshape, uniform } from "./shape.ts";
import { slice } from "./slice.ts";

/**
 * Counts each of the numbers 0 to size - 1 along the last axis of `x`. Larger numbers are ignored.
 */
function count(
  lowering: Lowering,
  x: Lowered,
  weights: Lowered,
  size: number,
  binary: boolean,
): Lowered {
  const { dtype } = weights;
  const shape = x.shape.with(-1, size);
  const limit = number(size, "int32");
  const inside = broadcast(lowering, "Min", [x, limit], "int32");
  const weighted = !binary && sizeOf(weights.shape) > 0;
  const whole = x.shape.with(-1, size + 1);
  const name = scatter(
    lowering,
    lowering.name(uniform(0, whole, dtype)),
    withoutNegative(
      lowering,
      lowering.emit("Cast", [lowering.plain(inside)], { to: { i: elementType.int64 } }),
      "int64",
    ),
    lowering.plain(
      weighted ? reshape(lowering, weights, x.shape) : uniform(1, x.shape, dtype),
    ),
    x.shape.length - 1,
    binary ? "none" : "add",
  );
  const slices = whole.map((count, axis) => ({ start: 0, count: shape[axis] ?? count, step: 1 }));
  return slice(lowering, lowering.value(name, whole, dtype), slices);
}

function countType(x: TensorType, { dtype }: TensorType, shape: readonly number[]): Inferred {
  if (dtype === "bool") throw unsupported("a count with truth values for weights");
  return { shape, dtype, ...(sizeOf(x.shape) === 0 ? { fill: 0 } : {}) };
}

/** Kernels that count. */
export const counting: KernelTable = {
  Bincount: kernel<{ size: number }>({
    infer: ({ x, weights }, { size }) => countType(x!, weights!, [size]),
    lower: (lowering, { x, weights }, { size }) =>
      count(lowering, reshape(lowering, x!, [sizeOf(x!.shape)]), weights!, size, false),
  }),

  DenseBincount: kernel<{ size: number; binaryOutput: boolean }>({
    infer: ({ x, weights }, { size }) => {
      if (x!.shape.length === 0) throw unsupported("DenseBincount of a scalar");
      return countType(x!, weights!, x!.shape.with(-1, size));
    },
    // tfjs's cpu backend ignores binaryOutput for a vector.
    lower: (lowering, { x, weights }, { size, binaryOutput }) =>
      count(lowering, x!, weights!, size, binaryOutput && x!.shape.length > 1),
  }),
};
