// This module is browser compatible.

import { elementType } from "../../../onnx/element_type.ts";
import { integerOf } from "../attributes.ts";
import { numbersIn, type Slot } from "../slot.ts";
import type { GraphNode } from "../topology.ts";
import {
  axisIn,
  compute,
  type DynamicOp,
  type DynamicOps,
  int64,
  positive,
  rankOf,
  typed,
} from "./compute.ts";
import type { DynamicTensor, Lengths } from "./dynamic_tensor.ts";
import { stridedSlice } from "./strided_slice.ts";

/** A shape with another length of one axis. */
const resized = (shape: Lengths, axis: number, length: number | undefined): Lengths =>
  shape.map((each, i) => i === axis ? length : each);

/** A sum of lengths; undefined when one of them is. */
const sum = (lengths: Lengths): number | undefined =>
  lengths.reduce((a, b) => a === undefined || b === undefined ? undefined : a + b, 0);

/** Joins tensors along an axis. */
export function concat(tensors: readonly Slot[], axis: number, node: GraphNode): DynamicTensor[] {
  const types = tensors.map(typed);
  const { dtype, shape } = types[0]!;
  const length = sum(types.map((each) => each.shape[axis]));
  const output = { dtype, shape: resized(shape, axis, length) };
  return compute(node, tensors, [output], (lowering, inputs) => [
    lowering.emit("Concat", inputs.map(({ name }) => name), { axis: { i: axis } }),
  ]);
}

/** Joins tensors along a new axis. */
export function pack(tensors: readonly Slot[], axis: number, node: GraphNode): DynamicTensor[] {
  const { dtype, shape } = typed(tensors[0]);
  const output = { dtype, shape: shape.toSpliced(axis, 0, tensors.length) };
  return compute(node, tensors, [output], (lowering, inputs) => {
    const at = lowering.ints([axis]);
    const parts = inputs.map(({ name }) => lowering.emit("Unsqueeze", [name, at]));
    return [lowering.emit("Concat", parts, { axis: { i: axis } })];
  });
}

/** Cuts a tensor along an axis, into parts of equal lengths unless these are given. */
function split(
  x: Slot,
  axis: number,
  lengths: readonly (number | undefined)[],
  node: GraphNode,
): DynamicTensor[] {
  const { dtype, shape } = typed(x);
  const outputs = lengths.map((length) => ({ dtype, shape: resized(shape, axis, length) }));
  const sizes = lengths.filter((length) => length !== undefined);
  return compute(node, [x], outputs, (lowering, [input]) => {
    const given = sizes.length === lengths.length ? [lowering.ints(sizes)] : [];
    const attributes = { axis: { i: axis } };
    return lowering.emitMany("Split", [input!.name, ...given], attributes, lengths.length);
  });
}

function equalParts(x: Slot, axis: number, count: number): (number | undefined)[] {
  const length = typed(x).shape[axis];
  return Array(count).fill(length === undefined ? undefined : length / count);
}

const unpack: DynamicOp = ([x], node) => {
  const { dtype, shape } = typed(x);
  const axis = positive(integerOf(node, "axis", 0), shape.length);
  const count = integerOf(node, "num", 0);
  const outputs = Array(count).fill({ dtype, shape: shape.toSpliced(axis, 1) });
  return compute(node, [x], outputs, (lowering, [input]) => {
    const at = lowering.ints([axis]);
    return lowering.emitMany("Split", [input!.name], { axis: { i: axis } }, count)
      .map((part) => lowering.emit("Squeeze", [part, at]));
  });
};

/** A part that starts somewhere and has a size, -1 for what is left of an axis. */
const slice: DynamicOp = ([x, begin, size], node) => {
  const { dtype, shape } = typed(x);
  const output = { dtype, shape: shape.map(() => undefined) };
  return compute(node, [x, begin, size], [output], (lowering, [input, from, sizes]) => {
    const [start, length] = [int64(lowering, from!), int64(lowering, sizes!)];
    const whole = lowering.emit("Shape", [input!.name]);
    const isRest = lowering.emit("Less", [length, lowering.scalar(0, "int64")]);
    const stop = lowering.emit("Add", [start, length]);
    const end = lowering.emit("Where", [isRest, whole, stop]);
    return [lowering.emit("Slice", [input!.name, start, end])];
  });
};

/** Adds elements around a tensor; its second input has a row of two counts for each axis. */
const pad: DynamicOp = ([x, counts, value], node) => {
  const { dtype, shape } = typed(x);
  const inputs = value === undefined ? [x, counts] : [x, counts, value];
  const output = { dtype, shape: shape.map(() => undefined) };
  return compute(node, inputs, [output], (lowering, [input, around, fill]) => {
    // ONNX takes the counts in front of all axes, then those behind them.
    const byEnd = lowering.emit("Transpose", [around!.name], { perm: { ints: [1, 0] } });
    const list = lowering.emit("Reshape", [byEnd, lowering.ints([2 * shape.length])]);
    const pads = lowering.emit("Cast", [list], { to: { i: elementType.int64 } });
    return [lowering.emit("Pad", [input!.name, pads, ...(fill ? [fill.name] : [])])];
  });
};

/** Ops that take tensors apart and put them together. */
export const parts: DynamicOps = {
  ConcatV2: (inputs, node) => {
    const tensors = inputs.slice(0, -1);
    return concat(tensors, axisIn(inputs.at(-1), rankOf(tensors[0])), node);
  },
  Pack: (inputs, node) => {
    const axis = positive(integerOf(node, "axis", 0), rankOf(inputs[0]) + 1);
    return pack(inputs, axis, node);
  },
  Pad: pad,
  PadV2: pad,
  Slice: slice,
  Split: ([at, x], node) => {
    const axis = axisIn(at, rankOf(x));
    return split(x, axis, equalParts(x, axis, integerOf(node, "num_split", 1)), node);
  },
  SplitV: ([x, sizes, at], node) =>
    split(x, axisIn(at, rankOf(x)), numbersIn(sizes, "the lengths of its parts"), node),
  StridedSlice: stridedSlice,
  Unpack: unpack,
};
