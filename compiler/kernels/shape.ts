// This module is browser compatible.

import { slice_util, util } from "@tensorflow/tfjs";
import { equal, type Inputs, sizeOf, type TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity, isIdentity, permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";

/** A tensor like `like` with other contents and shape, in the same layout. */
function inLayoutOf(like: Lowered, name: string, shape: readonly number[]): Lowered {
  return { name, shape, dtype: like.dtype, layout: like.layout };
}

/** Gives `x` the logical shape `shape`. */
export function reshape(lowering: Lowering, x: Lowered, shape: readonly number[]): Lowered {
  if (equal(x.shape, shape)) return x;
  return lowering.value(lowering.reshape(lowering.plain(x), shape), shape, x.dtype);
}

const reshaped = (
  key: string,
  shapeOf: (x: TensorType, attributes: Record<string, number & number[]>) => number[],
) =>
  kernel<Record<string, number & number[]>>({
    infer: (inputs, attributes) => {
      const x = inputs[key]!;
      return { shape: shapeOf(x, attributes), dtype: x.dtype };
    },
    lower: (lowering, inputs, _, node) => reshape(lowering, inputs[key]!, node.outputs[0]!.shape),
  });

const axisOf = (axis: number, rank: number) => axis < 0 ? axis + rank : axis;

const list = (inputs: Inputs) => Object.values(inputs);

/** Kernels that move elements without changing them. */
export const shape: KernelTable = {
  Reshape: reshaped(
    "x",
    (x, { shape }) => util.inferFromImplicitShape([...shape!], sizeOf(x.shape)),
  ),
  ExpandDims: reshaped("input", (x, { dim }) => {
    const axis = axisOf(dim!, x.shape.length + 1);
    return [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)];
  }),

  Transpose: kernel<{ perm: number[] }>({
    infer: ({ x }, { perm }) => ({ shape: permuted(x!.shape, perm), dtype: x!.dtype }),
    // Nothing moves: the same memory is read in another order.
    lower: (lowering, { x }, { perm }) => ({
      name: lowering.name(x!),
      shape: permuted(x!.shape, perm),
      dtype: x!.dtype,
      layout: x!.layout.map((axis) => perm.indexOf(axis)),
    }),
  }),

  Slice: kernel<{ begin: number[]; size: number[] }>({
    infer: ({ x }, { begin, size }) => ({
      shape: slice_util.parseSliceParams(inferSource(x!), begin, size)[1]!,
      dtype: x!.dtype,
    }),
    lower: (lowering, { x }, { begin, size }) => {
      const [from, length] = slice_util.parseSliceParams(inferSource(x!), begin, size) as [
        number[],
        number[],
      ];
      const to = from.map((start, axis) => start + length[axis]!);
      const name = lowering.emit("Slice", [
        lowering.name(x!),
        lowering.ints(permuted(from, x!.layout)),
        lowering.ints(permuted(to, x!.layout)),
      ]);
      return inLayoutOf(x!, name, length);
    },
  }),

  PadV2: kernel<{ paddings: [number, number][]; constantValue: number }>({
    infer: ({ x }, { paddings }) => ({
      shape: x!.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]),
      dtype: x!.dtype,
    }),
    lower: (lowering, { x }, { paddings, constantValue }, node) => {
      const physical = x!.layout.map((axis) => paddings[axis]!);
      const name = lowering.emit("Pad", [
        lowering.name(x!),
        lowering.ints([
          ...physical.map(([before]) => before),
          ...physical.map(([, after]) => after),
        ]),
        lowering.scalar(constantValue, x!.dtype),
      ]);
      return inLayoutOf(x!, name, node.outputs[0]!.shape);
    },
  }),

  Concat: kernel<{ axis: number }>({
    infer: (inputs, { axis }) => {
      const { shape, dtype } = inputs[0]!;
      const along = axisOf(axis, shape.length);
      const total = list(inputs).reduce((sum, x) => sum + x.shape[along]!, 0);
      return { shape: shape.with(along, total), dtype };
    },
    lower: (lowering, inputs, { axis }, node) => {
      const tensors = Object.values(inputs);
      const { shape, dtype } = node.outputs[0]!;
      const layout = tensors.find((x) => !isIdentity(x.layout))?.layout ?? identity(shape.length);
      const along = layout.indexOf(axisOf(axis, shape.length));
      const name = lowering.emit("Concat", tensors.map((x) => lowering.as(x, layout)), {
        axis: { i: along },
      });
      return { name, shape, dtype, layout };
    },
  }),

  Tile: kernel<{ reps: number[] }>({
    infer: ({ x }, { reps }) => ({
      shape: x!.shape.map((length, axis) => length * reps[axis]!),
      dtype: x!.dtype,
    }),
    lower: (lowering, { x }, { reps }, node) => {
      const name = lowering.emit("Tile", [
        lowering.name(x!),
        lowering.ints(permuted(reps, x!.layout)),
      ]);
      return inLayoutOf(x!, name, node.outputs[0]!.shape);
    },
  }),

  BroadcastTo: kernel<{ shape: number[] }>({
    infer: ({ x }, { shape }) => ({ shape, dtype: x!.dtype }),
    lower: (lowering, { x }, { shape }) =>
      lowering.value(
        lowering.emit("Expand", [lowering.plain(x!), lowering.ints(shape)]),
        shape,
        x!.dtype,
      ),
  }),
};

/** What tfjs's slice arithmetic needs to know of a tensor. */
function inferSource(x: TensorType) {
  return { shape: [...x.shape] } as Parameters<typeof slice_util.parseSliceParams>[0];
}
