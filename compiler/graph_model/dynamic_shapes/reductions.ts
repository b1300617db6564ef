// This module is browser compatible.

import { flagOf } from "../attributes.ts";
import { numbersIn } from "../slot.ts";
import { cast, compute, type DynamicOp, type DynamicOps, positive, typed } from "./compute.ts";

/** Reduces axes to one element, or drops them. Truth values are reduced as integers. */
const reduction = (op: string): DynamicOp => ([x, axes], node) => {
  const { dtype, shape } = typed(x);
  const reduced = numbersIn(axes, "its axes").map((axis) => positive(axis, shape.length));
  const kept = flagOf(node, "keep_dims", false);
  const lengths = shape.flatMap((length, axis) =>
    !reduced.includes(axis) ? [length] : kept ? [1] : []
  );
  return compute(node, [x], [{ dtype, shape: lengths }], (lowering, [input]) => {
    const numbers = dtype === "bool" ? cast(lowering, input!.name, "int32") : input!.name;
    const keepdims = { keepdims: { i: kept ? 1 : 0 } };
    // In opset 17 only ReduceSum takes its axes as an input.
    const result = op === "ReduceSum"
      ? lowering.emit(op, [numbers, lowering.ints(reduced)], keepdims)
      : lowering.emit(op, [numbers], { axes: { ints: reduced }, ...keepdims });
    return [dtype === "bool" ? cast(lowering, result, "bool") : result];
  });
};

/** Ops that reduce axes. */
export const reductions: DynamicOps = {
  All: reduction("ReduceMin"),
  Any: reduction("ReduceMax"),
  Max: reduction("ReduceMax"),
  Mean: reduction("ReduceMean"),
  Min: reduction("ReduceMin"),
  Prod: reduction("ReduceProd"),
  Sum: reduction("ReduceSum"),
};
