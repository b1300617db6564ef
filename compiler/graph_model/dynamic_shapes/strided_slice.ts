// This module is browser compatible.

import { integerOf } from "../attributes.ts";
import { numbersIn } from "../slot.ts";
import { compute, type DynamicOp, typed } from "./compute.ts";

/** A position behind the last one of any axis. */
const END = 2 ** 31 - 1;

/** The positions of one axis that a slice takes. */
interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/**
 * Slices with TensorFlow's masks: bits for bounds that are left out, an ellipsis, new axes, and
 * axes that a single position drops.
 */
export const stridedSlice: DynamicOp = ([x, begin, end, steps], node) => {
  const { dtype, shape } = typed(x);
  const starts = numbersIn(begin, "its first position");
  const ends = numbersIn(end, "its last position");
  const strides = numbersIn(steps, "its step");
  const has = (mask: string, i: number) => (integerOf(node, mask, 0) >> i & 1) === 1;
  const axesAfter = (i: number) =>
    starts.filter((_, other) => other > i && !has("new_axis_mask", other)).length;

  const slices: AxisSlice[] = [];
  const dropped: number[] = [];
  const added: number[] = [];
  const lengths: (number | undefined)[] = [];
  let axis = 0;
  const keep = (until: number) => {
    while (axis < until) lengths.push(shape[axis++]);
  };
  starts.forEach((start, i) => {
    if (has("ellipsis_mask", i)) return keep(shape.length - axesAfter(i));
    if (has("new_axis_mask", i)) {
      added.push(lengths.length);
      lengths.push(1);
      return;
    }
    if (has("shrink_axis_mask", i)) {
      slices.push({ axis, start, end: start === -1 ? END : start + 1, step: 1 });
      dropped.push(axis++);
      return;
    }
    const step = strides[i]!;
    const slice = {
      axis,
      start: has("begin_mask", i) ? step > 0 ? 0 : END : start,
      end: has("end_mask", i) ? step > 0 ? END : -END : ends[i]!,
      step,
    };
    slices.push(slice);
    lengths.push(lengthOf(slice, shape[axis++]));
  });
  keep(shape.length);

  return compute(node, [x], [{ dtype, shape: lengths }], (lowering, [input]) => {
    const column = (key: keyof AxisSlice) => lowering.ints(slices.map((slice) => slice[key]));
    const bounds = (["start", "end", "axis", "step"] as const).map(column);
    const part = slices.length > 0
      ? lowering.emit("Slice", [input!.name, ...bounds])
      : lowering.emit("Identity", [input!.name]);
    const fewer = dropped.length > 0
      ? lowering.emit("Squeeze", [part, lowering.ints(dropped)])
      : part;
    return [added.length > 0 ? lowering.emit("Unsqueeze", [fewer, lowering.ints(added)]) : fewer];
  });
};

/** The number of positions that a slice takes of an axis; undefined when that depends on data. */
function lengthOf({ start, end, step }: AxisSlice, length: number | undefined): number | undefined {
  if (length === undefined) return undefined;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number) => Math.min(high, Math.max(low, at < 0 ? at + length : at));
  return Math.max(0, Math.ceil((clamp(end) - clamp(start)) / step));
}
