// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { equal, sizeOf } from "../graph.ts";
import { identity, isIdentity, type Permutation } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { type OnnxType, onnxType } from "../../onnx/model.ts";

/** The shape of two tensors broadcast against each other. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/**
 * The layout for a result of `shape`: that of the largest full-rank operand that is not in tfjs's
 * own.
 */
function commonLayout(
  shape: readonly number[],
  operands: readonly Lowered<OnnxType>[],
): Permutation {
  const candidates = operands.filter((tensor) =>
    tensor.shape.length === shape.length && tensor.fill === undefined && !isIdentity(tensor.layout)
  );
  const [first] = candidates.sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  return first?.layout ?? identity(shape.length);
}

/** Emits an ONNX operator whose operands broadcast against each other. */
export function broadcast<T extends OnnxType>(
  lowering: Lowering,
  op: string,
  operands: readonly Lowered<OnnxType>[],
  dtype: T,
  attributes: Parameters<Lowering["emit"]>[2] = {},
): Lowered<T> {
  const shape = operands.map(({ shape }) => shape as number[]).reduce(broadcastShape);
  const layout = commonLayout(shape, operands);
  // A uniform constant goes in as a scalar, unless it alone gives the result its shape.
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

/** Emits an ONNX operator that maps each element by itself. */
export function map<T extends OnnxType>(
  lowering: Lowering,
  op: string,
  x: Lowered<T>,
): Lowered<T>;
export function map<T extends OnnxType>(
  lowering: Lowering,
  op: string,
  x: Lowered<OnnxType>,
  dtype: T,
  attributes?: Parameters<Lowering["emit"]>[2],
): Lowered<T>;
export function map(
  lowering: Lowering,
  op: string,
  x: Lowered<OnnxType>,
  dtype: OnnxType = x.dtype,
  attributes: Parameters<Lowering["emit"]>[2] = {},
): Lowered<OnnxType> {
  const name = lowering.emit(op, [lowering.name(x)], attributes);
  return { name, shape: x.shape, dtype, layout: x.layout };
}

/** A uniform constant of no axes. */
export function number(fill: number): Lowered<"float32">;
export function number<T extends OnnxType>(fill: number, dtype: T): Lowered<T>;
export function number(fill: number, dtype: OnnxType = "float32"): Lowered<OnnxType> {
  return { name: "", shape: [], dtype, layout: [], fill };
}

/** Emits `condition ? then : otherwise`, element by element, in the type of `then`. */
export function choose<T extends OnnxType>(
  lowering: Lowering,
  condition: Lowered,
  then: Lowered<T>,
  otherwise: Lowered<T>,
): Lowered<T> {
  const { dtype } = then;
  // ONNX Runtime does not choose between truth values.
  const between: OnnxType = dtype === "bool" ? "int32" : dtype;
  const operands = [then, otherwise].map((x) => cast(lowering, x, between));
  return cast(lowering, broadcast(lowering, "Where", [condition, ...operands], between), dtype);
}

/**
 * Casts a tensor as tfjs does: to int32 by cutting off what does not fit, like JavaScript's `x | 0`
 * (NaN and infinities become 0), to bool by asking whether a number differs from 0.
 */
export function cast<T extends OnnxType>(
  lowering: Lowering,
  x: Lowered<OnnxType>,
  dtype: T,
): Lowered<T> {
  if (x.dtype === dtype) return x as Lowered<T>;
  if (x.fill !== undefined) {
    const fill = x.dtype === "float32" ? Math.fround(x.fill) : x.fill;
    return { ...x, dtype, fill: castNumber(fill, dtype) };
  }
  const to = { to: { i: onnxType[dtype] } };
  const fractional = x.dtype === "float32" || x.dtype === "float64";
  if (dtype !== "int32" || !fractional) return map(lowering, "Cast", x, dtype, to);
  // C++ has no defined result for numbers beyond int32, but int64 holds all that matter; its lower
  // half is the result.
  // Min makes that of +∞ 0 where it saturates, and ONNX Runtime would take two casts in a row for
  // one.
  const whole = map(lowering, "Cast", x, "int64", { to: { i: onnxType.int64 } });
  const bounded = broadcast(lowering, "Min", [whole, number(2 ** 62, "int64")], "int64");
  return map(lowering, "Cast", bounded, dtype, to);
}

function castNumber(value: number, dtype: OnnxType): number {
  if (dtype === "bool") return value !== 0 ? 1 : 0;
  return dtype === "int32" ? value | 0 : value;
}
