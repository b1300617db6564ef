// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import type { Attributes, DType, TensorType } from "../graph.ts";
import { type Kernel, kernel } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { OnnxType } from "../../onnx/model.ts";
import { unsupported } from "../unsupported.ts";
import { broadcastShape, cast } from "./elementwise.ts";

/**
 * What tfjs's kernels do with types: they compute every number as a double and store it as the
 * result's type, so that integers are truncated. A lowering says in which type it computes instead.
 */

/** Types that a lowering computes in. */
export type Numeric = "float32" | "float64" | "int32";

/** A tensor to compute with. */
export type Operand = Lowered<Numeric>;

/** The type to compute in, by the type of the operands. A type that is missing is refused. */
export type Domain = Readonly<Partial<Record<DType, Numeric>>>;

/** The domains that kernels have. */
export const domains = {
  /** Whole numbers give whole numbers, and 0 and 1 again one of them. */
  whole: { float32: "float32", int32: "int32", bool: "int32" },
  /** The same, but 0 and 1 give others too: tfjs stores a "bool" 2 or 255, which ONNX has not. */
  counting: { float32: "float32", int32: "int32" },
  /**
   * Integers in doubles: what is cut off is then what tfjs cuts off, as in 20.000000001 of which
   * float32 makes 20.
   */
  real: { float32: "float32", int32: "float64", bool: "float64" },
  /** Functions that ONNX Runtime has for float32 only, or whose result is a float32 anyway. */
  single: { float32: "float32", int32: "float32", bool: "float32" },
  /** Functions that jump: rounding to float32 would put numbers on the other side. */
  double: { float32: "float64", int32: "float64", bool: "float64" },
} as const satisfies Record<string, Domain>;

/** A function of `Operands` that treats every element alike. */
export interface Pointwise<Operands extends readonly Operand[], A = Attributes> {
  readonly domain: Domain;
  /** Type of the result, where it is not that of the first operand. */
  readonly result?: DType;
  readonly lower: (lowering: Lowering, operands: Operands, attributes: A) => Lowered<OnnxType>;
}

/** A function of one number. */
export type UnaryFunction<A = Attributes> = Pointwise<readonly [x: Operand], A>;

/** A function of two numbers. */
export type BinaryFunction<A = Attributes> = Pointwise<readonly [a: Operand, b: Operand], A>;

type Operands = readonly [TensorType, ...TensorType[]];

/** The type to compute in; throws when the function has none for these operands. */
function computedIn<O extends readonly Operand[], A>(
  { domain }: Pointwise<O, A>,
  operands: Operands,
): Numeric {
  const dtype = operands.map(({ dtype }) => dtype).reduce((a, b) =>
    backend_util.upcastType(a, b) as DType
  );
  const type = (domain as Domain)[dtype];
  if (type === undefined) {
    throw unsupported(
      "arithmetic of truth values that gives others than 0 and 1 (cast them to int32 first)",
    );
  }
  return type;
}

/** The type of what `fn` makes of `operands`. */
export function typeOf<O extends readonly Operand[], A>(
  fn: Pointwise<O, A>,
  operands: Operands,
): TensorType {
  computedIn(fn, operands);
  const shape = operands.map(({ shape }) => shape as number[]).reduce(broadcastShape);
  return { shape, dtype: fn.result ?? operands[0].dtype };
}

/** Emits `fn` of `operands`. */
export function apply<O extends readonly Operand[], A>(
  lowering: Lowering,
  fn: Pointwise<O, A>,
  operands: readonly [Lowered, ...Lowered[]],
  attributes: A,
): Lowered {
  const type = computedIn(fn, operands);
  const numbers = operands.map((x) => cast(lowering, x, type)) as readonly Operand[] as O;
  return stored(lowering, fn.lower(lowering, numbers, attributes), typeOf(fn, operands).dtype);
}

/** A tensor as tfjs's typed arrays store it; truth values are whole numbers too. */
function stored(lowering: Lowering, x: Lowered<OnnxType>, dtype: DType): Lowered {
  const whole = dtype === "bool" && x.dtype !== "bool" ? cast(lowering, x, "int32") : x;
  return cast(lowering, whole, dtype);
}

/** The kernel of a function of one number. */
export const unary = <A = Attributes>(fn: UnaryFunction<A>): Kernel =>
  kernel<A>({
    infer: ({ x }) => typeOf(fn, [x!]),
    lower: (lowering, { x }, attributes) => apply(lowering, fn, [x!], attributes),
  });

/** The kernel of a function of two numbers, whose inputs tfjs calls `keys`. */
export const binary = <A = Attributes>(
  fn: BinaryFunction<A>,
  [first, second]: readonly [string, string] = ["a", "b"],
): Kernel =>
  kernel<A>({
    infer: (inputs) => typeOf(fn, [inputs[first]!, inputs[second]!]),
    lower: (lowering, inputs, attributes) =>
      apply(lowering, fn, [inputs[first]!, inputs[second]!], attributes),
  });
