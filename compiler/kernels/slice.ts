// This module is browser compatible.

import { slice_util, util } from "@tensorflow/tfjs";
import type { TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { elementsOf, inLayoutOf, reshape } from "./shape.ts";

/** A slice of an axis: `count` elements from `start` on, `step` apart. */
export interface AxisSlice {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/**
 * Slices `x`. `slices` has an entry for each logical axis; axes without an entry are kept whole.
 */
export function slice(lowering: Lowering, x: Lowered, slices: readonly AxisSlice[]): Lowered {
  const ends = slices.map(({ start, step }, axis) => step < 0 ? start + 1 : x.shape[axis]!);
  if (ends.some((end, axis) => end !== x.shape[axis])) {
    // With a negative step ONNX Runtime's WebGPU provider ignores the start and begins at the last
    // element.
    const kept = ends.map((count) => ({ start: 0, count, step: 1 }));
    return slice(lowering, slice(lowering, x, kept), slices);
  }
  const changed = slices.flatMap(({ start, count, step }, axis) => {
    const length = x.shape[axis]!;
    if (start === 0 && count === length && step === 1) return [];
    const end = start + count * step;
    // ONNX counts negative positions from the end, so the position before the first element is
    // -length - 1.
    return [{ start, end: end < 0 ? -length - 1 : end, step, axis: x.layout.indexOf(axis) }];
  });
  if (changed.length === 0) return x;
  const list = (key: "start" | "end" | "step" | "axis") =>
    lowering.ints(changed.map((each) => each[key]));
  const steps = changed.some(({ step }) => step !== 1) ? [list("step")] : [];
  const name = lowering.emit("Slice", [
    lowering.name(x),
    list("start"),
    list("end"),
    list("axis"),
    ...steps,
  ]);
  return inLayoutOf(x, name, x.shape.map((length, axis) => slices[axis]?.count ?? length));
}

/** Slices of `size[axis]` elements from `begin[axis]` on. */
export function range(begin: readonly number[], size: readonly number[]): AxisSlice[] {
  return begin.map((start, axis) => ({ start, count: size[axis]!, step: 1 }));
}

/** Reverses `x` along `axes`. */
export function reverse(lowering: Lowering, x: Lowered, axes: readonly number[]): Lowered {
  return slice(
    lowering,
    x,
    x.shape.map((count, axis) =>
      axes.includes(axis) ? { start: count - 1, count, step: -1 } : { start: 0, count, step: 1 }
    ),
  );
}

interface SliceAttributes {
  begin: number | number[];
  size: number | number[];
}

/** First positions and lengths, for all axes. */
function bounds({ shape }: TensorType, { begin, size }: SliceAttributes): [number[], number[]] {
  const x = { shape: [...shape] } as Parameters<typeof slice_util.parseSliceParams>[0];
  const [from, lengths] = slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  slice_util.assertParamsValid(x, from, lengths);
  return [from, lengths];
}

interface StridedSliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Resolves TensorFlow's slice notation to a walk for each axis and the shape of the result. */
function strided({ shape }: TensorType, attributes: StridedSliceAttributes) {
  const { begin, end, strides, shrinkAxisMask, ...masks } = attributes;
  const info = slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    masks.beginMask,
    masks.endMask,
    masks.ellipsisMask,
    masks.newAxisMask,
    shrinkAxisMask,
  );
  // In this case tfjs's backends read wrong elements, because they number the axes without the
  // removed ones.
  if (shrinkAxisMask !== 0 && !(info.isIdentity || info.sliceDim0 || info.isSimpleSlice)) {
    throw unsupported("StridedSlice with a shrinkAxisMask and steps other than 1");
  }
  const slices = info.begin.map((start, axis): AxisSlice => {
    const step = info.strides[axis]!;
    return { start, count: Math.max(0, Math.ceil((info.end[axis]! - start) / step)), step };
  });
  return { slices, shape: info.finalShape };
}

/** Kernels that slice or reverse a tensor. */
export const slicing: KernelTable = {
  Slice: kernel<SliceAttributes>({
    infer: ({ x }, attributes) => elementsOf(x!, bounds(x!, attributes)[1]),
    lower: (lowering, { x }, attributes) => slice(lowering, x!, range(...bounds(x!, attributes))),
  }),

  StridedSlice: kernel<StridedSliceAttributes>({
    infer: ({ x }, attributes) => elementsOf(x!, strided(x!, attributes).shape),
    lower: (lowering, { x }, attributes) => {
      const { slices, shape } = strided(x!, attributes);
      return reshape(lowering, slice(lowering, x!, slices), shape);
    },
  }),

  Reverse: kernel<{ dims?: number | number[] }>({
    infer: ({ x }, { dims }) => {
      util.parseAxisParam(dims!, [...x!.shape]);
      return elementsOf(x!, x!.shape);
    },
    lower: (lowering, { x }, { dims }) =>
      reverse(lowering, x!, util.parseAxisParam(dims!, [...x!.shape])),
  }),

  FlipLeftRight: kernel({
    infer: ({ image }) => elementsOf(image!, image!.shape),
    lower: (lowering, { image }) => reverse(lowering, image!, [2]),
  }),
};
