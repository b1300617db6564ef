// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { equal, sizeOf } from "../graph.ts";
import { identity, isIdentity, type Permutation } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { type ElementType, elementType } from "../../onnx/element_type.ts";

/** The shape of two tensors broadcast against each other. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/**
 * The layout for a result of `shape`: that of the largest full-rank operand whose layout is not
 * tfjs's own.
 */
function commonLayout(
  shape: readonly number[],
  operands: readonly Lowered<ElementType>[],
): Permutation {
  const candidates = operands.filter((tensor) =>
    tensor.shape.length === shape.length && tensor.fill === undefined && !isIdentity(tensor.layout)
  );
  const [first] = candidates.sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  return first?.layout ?? identity(shape.length);
}

/** Emits an ONNX operator whose operands broadcast against each other. */
export function broadcast<T extends ElementType>(
  lowering: Lowering,
  op: string,
  operands: readonly Lowered<ElementType>[],
  dtype: T,
  attributes: Parameters<Lowering["emit"]>[2] = {},
): Lowered<T> {
  const shape = operands.map(({ shape }) => shape as number[]).reduce(broadcastShape);
  const layout = commonLayout(shape, operands);
  // A uniform constant is read as a scalar, unless the result gets its shape from it alone.
  const covered = operands.filter(({ fill }) => fill === undefined).map(({ shape }) => shape)
    .reduce<readonly number[]>((a, b) => broadcastShape(a, b), []);
  let expand = !equal(covered, shape);
  const names = operands.map((tensor) => {
    if (!expand || tensor.fill === undefined) return lowering.broadcastable(tensor, layout);
    expand = false;
    return lowering.as({ ...tensor, shape }, layout);
  });
  return { name: lowering.emit(op, names, attributes), shape, dtype, layout };
}

/** Emits an ONNX operator that maps each element separately. */
export function map<T extends ElementType>(
  lowering: Lowering,
  op: string,
  x: Lowered<T>,
): Lowered<T>;
export function map<T extends ElementType>(
  lowering: Lowering,
  op: string,
  x: Lowered<ElementType>,
  dtype: T,
  attributes?: Parameters<Lowering["emit"]>[2],
): Lowered<T>;
export function map(
  lowering: Lowering,
  op: string,
  x: Lowered<ElementType>,
  dtype: ElementType = x.dtype,
  attributes: Parameters<Lowering["emit"]>[2] = {},
): Lowered<ElementType> {
  const name = lowering.emit(op, [lowering.name(x)], attributes);
  return { name, shape: x.shape, dtype, layout: x.layout };
}

/** A uniform constant of no axes. */
export function number(fill: number): Lowered<"float32">;
export function number<T extends ElementType>(fill: number, dtype: T): Lowered<T>;
export function number(fill: number, dtype: ElementType = "float32"): Lowered<ElementType> {
  return { name: "", shape: [], dtype, layout: [], fill };
}

/** Emits `condition ? then : otherwise`, element by element, in the type of `then`. */
export function choose<T extends ElementType>(
  lowering: Lowering,
  condition: Lowered,
  then: Lowered<T>,
  otherwise: Lowered<T>,
): Lowered<T> {
  const { dtype } = then;
  // ONNX Runtime's Where does not support bool.
  const between: ElementType = dtype === "bool" ? "int32" : dtype;
  const operands = [then, otherwise].map((x) => cast(lowering, x, between));
  return cast(lowering, broadcast(lowering, "Where", [condition, ...operands], between), dtype);
}

/**
 * Casts a tensor as tfjs does: to int32 like JavaScript's `x | 0`, which keeps the last 32 bits and
 * makes NaN and infinities 0; to bool by comparing with 0.
 */
export function cast<T extends ElementType>(
  lowering: Lowering,
  x: Lowered<ElementType>,
  dtype: T,
): Lowered<T> {
  if (x.dtype === dtype) return x as Lowered<T>;
  if (x.fill !== undefined) {
    const fill = x.dtype === "float32" ? Math.fround(x.fill) : x.fill;
    return { ...x, dtype, fill: castNumber(fill, dtype) };
  }
  const to = { to: { i: elementType[dtype] } };
  const fractional = x.dtype === "float32" || x.dtype === "float64";
  if (dtype !== "int32" || !fractional) return map(lowering, "Cast", x, dtype, to);
  // C++ does not define the cast of numbers beyond int32. int64 holds all that matter, and its
  // lower half is the result. Min gives 0 for +∞ where the cast to int64 saturates, and keeps ONNX
  // Runtime from merging the two casts.
  const whole = map(lowering, "Cast", x, "int64", { to: { i: elementType.int64 } });
  const bounded = broadcast(lowering, "Min", [whole, number(2 ** 62, "int64")], "int64");
  return map(lowering, "Cast", bounded, dtype, to);
}

function castNumber(value: number, dtype: ElementType): number {
  if (dtype === "bool") return value !== 0 ? 1 : 0;
  return dtype === "int32" ? value | 0 : value;
}
