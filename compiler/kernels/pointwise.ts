// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import type { Attributes, DType, TensorType } from "../graph.ts";
import { type Kernel, kernel } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { ElementType } from "../../onnx/element_type.ts";
import { unsupported } from "../unsupported.ts";
import { broadcastShape, cast } from "./elementwise.ts";

/**
 * Functions that compute each element separately, and the types that they compute in.
 *
 * tfjs's kernels compute every number as a double and store it as the result's type, so integers
 * are truncated. A lowering declares the type in which the nodes compute.
 *
 * @module
 */

/** Types that a lowering computes in. */
export type Numeric = "float32" | "float64" | "int32";

/** A tensor to compute with. */
export type Operand = Lowered<Numeric>;

/** The type to compute in, by the type of the operands. A type without an entry is refused. */
export type Domain = Readonly<Partial<Record<DType, Numeric>>>;

/** The domains of the kernels. */
export const domains = {
  /** Integers give integers, and truth values (0 and 1) give truth values. */
  whole: { float32: "float32", int32: "int32", bool: "int32" },
  /**
   * Integers give integers. Truth values are refused: tfjs would store 2 or 255 in a "bool", which
   * ONNX cannot.
   */
  counting: { float32: "float32", int32: "int32" },
  /**
   * Integers are computed as doubles, so that truncation gives tfjs's result: float32 would round
   * 19.9999999 to 20.
   */
  real: { float32: "float32", int32: "float64", bool: "float64" },
  /** Functions that ONNX Runtime has for float32 only, or whose result is float32. */
  single: { float32: "float32", int32: "float32", bool: "float32" },
  /** Discontinuous functions: rounding to float32 could move a number across a discontinuity. */
  double: { float32: "float64", int32: "float64", bool: "float64" },
} as const satisfies Record<string, Domain>;

/** A function of `Operands` that computes each element separately. */
export interface Pointwise<Operands extends readonly Operand[], A = Attributes> {
  readonly domain: Domain;
  /** Type of the result, when it differs from that of the first operand. */
  readonly result?: DType;
  readonly lower: (lowering: Lowering, operands: Operands, attributes: A) => Lowered<ElementType>;
}

/** A function of one number. */
export type UnaryFunction<A = Attributes> = Pointwise<readonly [x: Operand], A>;

/** A function of two numbers. */
export type BinaryFunction<A = Attributes> = Pointwise<readonly [a: Operand, b: Operand], A>;

type Operands = readonly [TensorType, ...TensorType[]];

/** The type to compute in. Throws when the function has no type for these operands. */
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

/** The type of the result of `fn` for `operands`. */
export function typeOf<O extends readonly Operand[], A>(
  fn: Pointwise<O, A>,
  operands: Operands,
): TensorType {
  computedIn(fn, operands);
  const shape = operands.map(({ shape }) => shape as number[]).reduce(broadcastShape);
  return { shape, dtype: fn.result ?? operands[0].dtype };
}

/** Emits the nodes of `fn` for `operands`. */
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

/**
 * Converts a tensor as tfjs does when it stores numbers in a typed array; truth values are
 * truncated to integers first.
 */
function stored(lowering: Lowering, x: Lowered<ElementType>, dtype: DType): Lowered {
  const whole = dtype === "bool" && x.dtype !== "bool" ? cast(lowering, x, "int32") : x;
  return cast(lowering, whole, dtype);
}

/** The kernel of a function of one number. */
export const unary = <A = Attributes>(fn: UnaryFunction<A>): Kernel =>
  kernel<A>({
    infer: ({ x }) => typeOf(fn, [x!]),
    lower: (lowering, { x }, attributes) => apply(lowering, fn, [x!], attributes),
  });

/** The kernel of a function of two numbers; the last argument has tfjs's names of its inputs. */
export const binary = <A = Attributes>(
  fn: BinaryFunction<A>,
  [first, second]: readonly [string, string] = ["a", "b"],
): Kernel =>
  kernel<A>({
    infer: (inputs) => typeOf(fn, [inputs[first]!, inputs[second]!]),
    lower: (lowering, inputs, attributes) =>
      apply(lowering, fn, [inputs[first]!, inputs[second]!], attributes),
  });
