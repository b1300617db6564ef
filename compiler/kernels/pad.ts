// This module is browser compatible.

import { sizeOf, type TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { stored } from "./constant.ts";
import { concat } from "./join.ts";
import { elementsOf, inLayoutOf } from "./shape.ts";
import { slice } from "./slice.ts";

/** Numbers of elements to add before and after, for each axis. */
export type Paddings = readonly (readonly [before: number, after: number])[];

/** The shape after padding. */
export function paddedShape({ shape }: TensorType, paddings: Paddings): number[] {
  return shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
}

/** Pads `x` with `value`. */
export function pad(
  lowering: Lowering,
  x: Lowered,
  paddings: Paddings,
  value: number,
): Lowered {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const physical = x.layout.map((axis) => paddings[axis]!);
  const name = lowering.emit("Pad", [
    lowering.name(x),
    lowering.ints([...physical.map(([before]) => before), ...physical.map(([, after]) => after)]),
    lowering.scalar(value, x.dtype),
  ]);
  return inLayoutOf(x, name, paddedShape(x, paddings));
}

/** Kernels that pad a tensor. */
export const padding: KernelTable = {
  PadV2: kernel<{ paddings: [number, number][]; constantValue: number }>({
    infer: ({ x }, { paddings, constantValue }) => {
      const shape = paddedShape(x!, paddings);
      const value = stored(constantValue, x!.dtype);
      if (sizeOf(x!.shape) === 0) return { shape, dtype: x!.dtype, fill: value };
      return Object.is(x!.fill, value) ? elementsOf(x!, shape) : { shape, dtype: x!.dtype };
    },
    lower: (lowering, { x }, { paddings, constantValue }) =>
      pad(lowering, x!, paddings, constantValue),
  }),

  // ONNX has "reflect" but not "symmetric". Both append the reversed ends of each axis.
  MirrorPad: kernel<{ paddings: [number, number][]; mode: "reflect" | "symmetric" }>({
    infer: ({ x }, { paddings }) => elementsOf(x!, paddedShape(x!, paddings)),
    lower: (lowering, { x }, { paddings, mode }) => {
      const skipped = mode === "reflect" ? 1 : 0;
      return paddings.reduce((padded, [before, after], axis) => {
        const length = padded.shape[axis]!;
        const end = (start: number, count: number) => {
          const slices = padded.shape.map((count) => ({ start: 0, count, step: 1 }));
          return slice(lowering, padded, slices.with(axis, { start, count, step: -1 }));
        };
        const parts = [
          ...(before > 0 ? [end(before - 1 + skipped, before)] : []),
          padded,
          ...(after > 0 ? [end(length - 1 - skipped, after)] : []),
        ];
        return concat(lowering, parts, axis);
      }, x!);
    },
  }),
};
