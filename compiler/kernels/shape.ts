// This module is browser compatible.

import { util } from "@tensorflow/tfjs";
import { type DType, equal, type Inputs, sizeOf, type TensorType, type Value } from "../graph.ts";
import { type Inferred, kernel, type KernelTable } from "../kernel.ts";
import { identity, permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { broadcast, cast, number } from "./elementwise.ts";

/**
 * The type of a result that consists of elements of `x` only. For a uniform constant it is one too.
 */
export function elementsOf({ dtype, fill, zero }: Value, shape: readonly number[]): Inferred {
  return { shape, dtype, ...(fill === undefined ? {} : { fill }), ...(zero ? { zero } : {}) };
}

/** A uniform constant. */
export function uniform(fill: number, shape: readonly number[], dtype: DType = "float32"): Lowered {
  return { name: "", shape, dtype, layout: identity(shape.length), fill };
}

/** A tensor like `like` with other contents and shape, in the same layout. */
export function inLayoutOf(like: Lowered, name: string, shape: readonly number[]): Lowered {
  return { name, shape, dtype: like.dtype, layout: like.layout };
}

/** `axis` counted from the front. */
export const axisOf = (axis: number, rank: number): number => axis < 0 ? axis + rank : axis;

/** Reshapes `x` to the logical shape `shape`. */
export function reshape(lowering: Lowering, x: Lowered, shape: readonly number[]): Lowered {
  if (equal(x.shape, shape)) return x;
  return lowering.value(lowering.reshape(lowering.plain(x), shape), shape, x.dtype);
}

/** Inserts an axis of length 1 in front of logical axis `axis`. No element moves, in any layout. */
export function insertAxis(lowering: Lowering, x: Lowered, axis: number): Lowered {
  const shape = x.shape.toSpliced(axis, 0, 1);
  const shifted = x.layout.map((other) => other < axis ? other : other + 1);
  const position = axis === x.shape.length ? axis : shifted.indexOf(axis + 1);
  const layout = shifted.toSpliced(position, 0, axis);
  const name = lowering.reshape(lowering.name(x), permuted(shape, layout));
  return { name, shape, dtype: x.dtype, layout };
}

/**
 * Transposes `x`: axis `i` of the result is axis `perm[i]` of `x`. No element moves, only the
 * layout changes.
 */
export function transpose(lowering: Lowering, x: Lowered, perm: readonly number[]): Lowered {
  return {
    name: lowering.name(x),
    shape: permuted(x.shape, perm),
    dtype: x.dtype,
    layout: x.layout.map((axis) => perm.indexOf(axis)),
  };
}

/** Broadcasts `x` to `shape`. */
export function expand(lowering: Lowering, x: Lowered, shape: readonly number[]): Lowered {
  if (equal(x.shape, shape)) return x;
  const name = lowering.emit("Expand", [lowering.plain(x), lowering.ints(shape)]);
  return lowering.value(name, shape, x.dtype);
}

/** Extends `sizes`, a list of `rank` lengths at most, to `rank` lengths by ones in front. */
const withLeadingOnes = (lowering: Lowering, sizes: Lowered, rank: number): Lowered => {
  const list = cast(lowering, sizes, "int32");
  const missing = rank - list.shape[0]!;
  if (missing === 0) return list;
  const ones = lowering.constant("int32", [missing], new Int32Array(missing).fill(1));
  const name = lowering.emit("Concat", [ones, lowering.name(list)], { axis: { i: 0 } });
  return lowering.value(name, [rank], "int32");
};

const longest = ({ s0, s1 }: Record<string, TensorType>) => Math.max(s0!.shape[0]!, s1!.shape[0]!);

const sameElements = (inputs: Inputs, key: string, shape: readonly number[]) =>
  elementsOf(inputs[key]!, shape);

/** Kernels that reshape a tensor or repeat its elements. */
export const shape: KernelTable = {
  Reshape: kernel<{ shape: number[] }>({
    infer: (inputs, { shape }) =>
      sameElements(inputs, "x", util.inferFromImplicitShape([...shape], sizeOf(inputs.x!.shape))),
    lower: (lowering, { x }, _, { outputs }) => reshape(lowering, x!, outputs[0]!.shape),
  }),

  ExpandDims: kernel<{ dim: number }>({
    infer: (inputs, { dim }) => {
      const { shape } = inputs.input!;
      util.assert(dim >= -(shape.length + 1), () => `tf.expandDims: no axis ${dim} in [${shape}]`);
      return sameElements(inputs, "input", shape.toSpliced(axisOf(dim, shape.length + 1), 0, 1));
    },
    // A pass may have replaced the result of a reshape by its input, so the shape is taken from the
    // output.
    lower: (lowering, { input }, _, { outputs }) => reshape(lowering, input!, outputs[0]!.shape),
  }),

  Transpose: kernel<{ perm: number[] }>({
    infer: (inputs, { perm }) => sameElements(inputs, "x", permuted(inputs.x!.shape, perm)),
    lower: (lowering, { x }, { perm }) => transpose(lowering, x!, perm),
  }),

  Tile: kernel<{ reps: number[] }>({
    infer: (inputs, { reps }) =>
      sameElements(inputs, "x", inputs.x!.shape.map((length, axis) => length * reps[axis]!)),
    lower: (lowering, { x }, { reps }, { outputs }) => {
      if (reps.every((count) => count === 1)) return x!;
      const counts = lowering.ints(permuted(reps, x!.layout));
      return inLayoutOf(x!, lowering.emit("Tile", [lowering.name(x!), counts]), outputs[0]!.shape);
    },
  }),

  BroadcastTo: kernel<{ shape: number[] }>({
    infer: (inputs, { shape }) => sameElements(inputs, "x", shape),
    lower: (lowering, { x }, { shape }) => expand(lowering, x!, shape),
  }),

  // A length of 1 in the first list is replaced by the length in the second list.
  BroadcastArgs: kernel({
    infer: ({ s0, s1 }) => ({ shape: [longest({ s0: s0!, s1: s1! })], dtype: "int32" }),
    lower: (lowering, { s0, s1 }) => {
      const rank = longest({ s0: s0!, s1: s1! });
      const [a, b] = [s0!, s1!].map((sizes) => withLeadingOnes(lowering, sizes, rank));
      const open = broadcast(lowering, "Equal", [a!, number(1, "int32")], "bool");
      return broadcast(lowering, "Where", [open, b!, a!], "int32");
    },
  }),
};
