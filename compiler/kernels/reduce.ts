// This module is browser compatible.

import { util } from "@tensorflow/tfjs";
import { type DType, sizeOf, type TensorType } from "../graph.ts";
import { type Inferred, kernel, type KernelTable } from "../kernel.ts";
import { identity, permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { ElementType } from "../../onnx/element_type.ts";
import { broadcast, cast, choose, map, number } from "./elementwise.ts";

/** Emits an ONNX reduction over logical `axes`. */
export function reduce<T extends ElementType>(
  lowering: Lowering,
  op: string,
  x: Lowered<T>,
  axes: readonly number[],
  keepDims = false,
): Lowered<T> {
  if (axes.length === 0) return x;
  const physical = axes.map((axis) => x.layout.indexOf(axis)).sort((a, b) => a - b);
  const keepdims = { i: keepDims ? 1 : 0 };
  // In opset 17 only ReduceSum takes its axes as an input.
  const name = op === "ReduceSum"
    ? lowering.emit(op, [lowering.name(x), lowering.ints(physical)], { keepdims })
    : lowering.emit(op, [lowering.name(x)], { axes: { ints: physical }, keepdims });
  return { ...reducedLayout(x, axes, keepDims), name };
}

/** Type and layout of `x` after a reduction over `axes`. */
function reducedLayout<T extends ElementType>(
  { shape, dtype, layout }: Lowered<T>,
  axes: readonly number[],
  keepDims: boolean,
): Omit<Lowered<T>, "name" | "fill"> {
  const reduced = reducedShape(shape, axes, keepDims);
  if (keepDims) return { shape: reduced, dtype, layout };
  const kept = identity(shape.length).filter((axis) => !axes.includes(axis));
  const order = layout.filter((axis) => kept.includes(axis)).map((axis) => kept.indexOf(axis));
  return { shape: reduced, dtype, layout: order };
}

function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean) {
  return shape.flatMap((length, axis) => axes.includes(axis) ? (keepDims ? [1] : []) : [length]);
}

interface ReduceAttributes {
  axis?: number | number[] | null;
  reductionIndices?: number | number[] | null;
  keepDims?: boolean;
}

function axesOf(x: TensorType, { axis, reductionIndices }: ReduceAttributes): number[] {
  // Without axes, tfjs takes all of them.
  return util.parseAxisParam((axis ?? reductionIndices)!, [...x.shape]);
}

/** A reduction, with its types by the type of the elements. */
interface Reduction {
  /** The type to compute in. */
  readonly within: (dtype: DType) => "float32" | "int32";
  /** The type of the result. */
  readonly result: (dtype: DType) => DType;
  /** tfjs's result for no elements. Providers differ there. */
  readonly ofNothing: (dtype: DType) => number;
  readonly lower: (
    lowering: Lowering,
    x: Lowered<"float32" | "int32">,
    axes: readonly number[],
    keepDims: boolean,
  ) => Lowered<ElementType>;
}

const reduction = ({ within, result, ofNothing, lower }: Reduction) =>
  kernel<ReduceAttributes>({
    infer: ({ x }, attributes): Inferred => {
      const axes = axesOf(x!, attributes);
      const dtype = result(x!.dtype);
      const shape = reducedShape(x!.shape, axes, attributes.keepDims ?? false);
      const nothing = sizeOf(permuted(x!.shape, axes)) === 0;
      return nothing ? { shape, dtype, fill: ofNothing(dtype) } : { shape, dtype };
    },
    lower: (lowering, { x }, attributes) => {
      const numbers = cast(lowering, x!, within(x!.dtype));
      const { keepDims = false } = attributes;
      const reduced = lower(lowering, numbers, axesOf(x!, attributes), keepDims);
      return cast(lowering, reduced, result(x!.dtype));
    },
  });

/** Truth values are counted. */
const counted = (dtype: DType) => dtype === "bool" ? "int32" : dtype;

const same = (dtype: DType) => dtype;

const simple = (op: string): Reduction["lower"] => (lowering, ...operands) =>
  reduce(lowering, op, ...operands);

/**
 * The greatest or least element, or NaN if there is one. ONNX Runtime misses NaN at some positions.
 */
const extreme = (op: string): Reduction => ({
  within: counted,
  result: same,
  // tfjs reads an element that does not exist (undefined) and stores it.
  ofNothing: (dtype) => dtype === "float32" ? NaN : 0,
  lower: (lowering, x, axes, keepDims) => {
    const found = reduce(lowering, op, x, axes, keepDims);
    if (x.dtype !== "float32" || axes.length === 0) return found;
    // The sum of absolute values is NaN only if an element is. Two operators, because ReduceL1
    // takes ONNX Runtime twice as long.
    const sum = reduce(lowering, "ReduceSum", map(lowering, "Abs", x), axes, keepDims);
    return choose(lowering, broadcast(lowering, "Equal", [sum, sum], "bool"), found, sum);
  },
});

/** True if all truth values, or any of them, are true. */
const quantifier = (op: string): Reduction => ({
  within: counted,
  result: same,
  ofNothing: () => 0,
  lower: simple(op),
});

/**
 * The position of the first greatest or least element. NaN never is, except at position 0, because
 * comparisons with it fail.
 */
const argument = (op: string, worst: number) =>
  kernel<{ axis: number | number[] }>({
    infer: ({ x }, attributes): Inferred => {
      const [axis] = axesOf(x!, attributes);
      const type = { shape: reducedShape(x!.shape, [axis!], false), dtype: "int32" } as const;
      return x!.shape[axis!] === 0 ? { ...type, fill: 0 } : type;
    },
    lower: (lowering, { x }, attributes) => {
      const axis = axesOf(x!, attributes)[0]!;
      const numbers = cast(lowering, x!, counted(x!.dtype));
      const along = { i: numbers.layout.indexOf(axis) };
      const positions = (y: Lowered) => {
        const name = lowering.emit(op, [lowering.name(y)], { axis: along, keepdims: { i: 0 } });
        return cast(
          lowering,
          { ...reducedLayout(y, [axis], false), name, dtype: "int64" },
          "int32",
        );
      };
      if (numbers.dtype !== "float32") return positions(numbers);
      const ordered = (y: Lowered) => broadcast(lowering, "Equal", [y, y], "bool");
      const position = positions(choose(lowering, ordered(numbers), numbers, number(worst)));
      const first = lowering.emit("Gather", [lowering.name(numbers), lowering.scalar(0, "int64")], {
        axis: along,
      });
      const leads = ordered({ ...reducedLayout(numbers, [axis], false), name: first });
      return broadcast(lowering, "Mul", [position, cast(lowering, leads, "int32")], "int32");
    },
  });

/** Kernels that combine the elements along axes. */
export const reductions: KernelTable = {
  Sum: reduction({
    within: counted,
    result: counted,
    ofNothing: () => 0,
    lower: simple("ReduceSum"),
  }),
  Prod: reduction({
    within: counted,
    result: counted,
    ofNothing: () => 1,
    lower: simple("ReduceProd"),
  }),
  Mean: reduction({
    within: () => "float32",
    result: () => "float32",
    ofNothing: () => 0,
    lower: simple("ReduceMean"),
  }),
  Max: reduction(extreme("ReduceMax")),
  Min: reduction(extreme("ReduceMin")),
  All: reduction(quantifier("ReduceMin")),
  Any: reduction(quantifier("ReduceMax")),
  ArgMax: argument("ArgMax", -Infinity),
  ArgMin: argument("ArgMin", Infinity),
  Softmax: kernel<{ dim: number }>({
    infer: ({ logits }) => ({ shape: logits!.shape, dtype: logits!.dtype }),
    lower: (lowering, { logits }, { dim }) => {
      const rank = logits!.shape.length;
      const axis = dim < 0 ? dim + rank : dim;
      const name = lowering.emit("Softmax", [lowering.plain(logits!)], { axis: { i: axis } });
      return lowering.value(name, logits!.shape);
    },
  }),
};
