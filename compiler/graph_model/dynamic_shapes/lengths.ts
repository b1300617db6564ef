// This module is browser compatible.

import { sizeOf } from "../../graph.ts";
import { integersOf } from "../attributes.ts";
import { anyTensorIn, knownNumbers, numbersIn, type Slot, Uncompilable } from "../slot.ts";
import {
  axisIn,
  cast,
  compute,
  type DynamicOps,
  int64,
  positive,
  rankOf,
  typed,
} from "./compute.ts";
import type { Lengths } from "./dynamic_tensor.ts";

/** Ops that read shapes, and those that make tensors of a computed shape or give them another. */
export const lengths: DynamicOps = {
  Shape: ([x], node) =>
    compute(node, [x], [{ dtype: "int32", shape: [rankOf(x)] }], (lowering, [input]) => [
      cast(lowering, lowering.emit("Shape", [input!.name]), "int32"),
    ]),
  Size: ([x], node) =>
    compute(node, [x], [{ dtype: "int32", shape: [] }], (lowering, [input]) => [
      cast(lowering, lowering.emit("Size", [input!.name]), "int32"),
    ]),
  Rank: ([x], node) =>
    compute(node, [x], [{ dtype: "int32", shape: [] }], (lowering) => [
      lowering.scalar(rankOf(x), "int32"),
    ]),
  Reshape: ([x, target], node) => {
    const known = knownNumbers(anyTensorIn(target));
    const shape = known
      ? reshaped(typed(x).shape, Array.from(known))
      : unknown(numberOfAxes(target));
    return compute(node, [x, target], [{ ...typed(x), shape }], (lowering, [input, wanted]) => {
      // By default, ONNX replaces a length of 0 by the length of the input's axis.
      const zeros = known?.includes(-1) ? {} : { allowzero: { i: 1 } };
      return [lowering.emit("Reshape", [input!.name, int64(lowering, wanted!)], zeros)];
    });
  },
  ExpandDims: ([x, at], node) => {
    const { dtype, shape } = typed(x);
    const axis = axisIn(at, shape.length + 1);
    const output = { dtype, shape: shape.toSpliced(axis, 0, 1) };
    return compute(node, [x], [output], (lowering, [input]) => [
      lowering.emit("Unsqueeze", [input!.name, lowering.ints([axis])]),
    ]);
  },
  Squeeze: ([x], node) => {
    const { dtype, shape } = typed(x);
    const named = [...integersOf(node, "squeeze_dims"), ...integersOf(node, "axis")];
    if (named.length === 0 && shape.includes(undefined)) {
      throw new Uncompilable("it drops axes whose lengths depend on data");
    }
    const axes = named.length > 0
      ? named.map((axis) => positive(axis, shape.length))
      : shape.flatMap((length, axis) => length === 1 ? [axis] : []);
    const output = { dtype, shape: shape.filter((_, axis) => !axes.includes(axis)) };
    return compute(node, [x], [output], (lowering, [input]) => [
      lowering.emit("Squeeze", [input!.name, lowering.ints(axes)]),
    ]);
  },
  Fill: ([shape, value], node) =>
    compute(
      node,
      [shape, value],
      [{ dtype: typed(value).dtype, shape: unknown(numberOfAxes(shape)) }],
      (lowering, [wanted, fill]) => [
        lowering.emit("Expand", [fill!.name, int64(lowering, wanted!)]),
      ],
    ),
  BroadcastTo: ([x, shape], node) =>
    compute(
      node,
      [x, shape],
      [{ ...typed(x), shape: unknown(numberOfAxes(shape)) }],
      (lowering, [input, wanted]) => [
        lowering.emit("Expand", [input!.name, int64(lowering, wanted!)]),
      ],
    ),
  Range: (bounds, node) =>
    compute(
      node,
      bounds,
      [{ dtype: typed(bounds[0]).dtype, shape: [undefined] }],
      (lowering, inputs) => [lowering.emit("Range", inputs.map(({ name }) => name))],
    ),
  Tile: ([x, times], node) => {
    const { dtype, shape } = typed(x);
    return compute(
      node,
      [x, times],
      [{ dtype, shape: unknown(shape.length) }],
      (lowering, [input, repeats]) => [
        lowering.emit("Tile", [input!.name, int64(lowering, repeats!)]),
      ],
    );
  },
  Transpose: ([x, order], node) => {
    const { dtype, shape } = typed(x);
    const perm = numbersIn(order, "its order of axes");
    return compute(
      node,
      [x],
      [{ dtype, shape: perm.map((axis) => shape[axis]) }],
      (lowering, [input]) => [
        lowering.emit("Transpose", [input!.name], { perm: { ints: perm } }),
      ],
    );
  },
};

const unknown = (rank: number): undefined[] => Array(rank).fill(undefined);

/** The number of axes in a shape that a graph computes. */
function numberOfAxes(shape: Slot): number {
  const [length] = typed(shape).shape;
  if (length !== undefined) return length;
  throw new Uncompilable("the number of axes of its result depends on data");
}

/** The lengths that a shape with -1 for one of them means. */
function reshaped(before: Lengths, target: readonly number[]): Lengths {
  if (before.includes(undefined)) return target.map((length) => length < 0 ? undefined : length);
  const others = target.filter((length) => length >= 0);
  return target.map((length) => length < 0 ? sizeOf(before as number[]) / sizeOf(others) : length);
}
