// This module is browser compatible.

import type { Lowering } from "../lowering.ts";
import { elementType } from "../../onnx/element_type.ts";

/** A tensor of doubles by its ONNX name, or a number. */
export type Double = string | number;

/**
 * Arithmetic in double precision. tfjs computes coordinates as JavaScript numbers. The last bit of
 * a coordinate can decide which pixel is read and whether it lies inside the image.
 */
export function doubles(lowering: Lowering) {
  const name = (x: Double): string => typeof x === "string" ? x : lowering.scalar(x, "float64");
  const operator = (op: string) => (...operands: Double[]): string =>
    lowering.emit(op, operands.map(name));
  const casted = (x: Double, type: "float64" | "float32" | "int64"): string =>
    lowering.emit("Cast", [name(x)], { to: { i: elementType[type] } });
  const min = operator("Min");
  const max = operator("Max");
  const floor = operator("Floor");
  const add = operator("Add");
  return {
    add,
    sub: operator("Sub"),
    mul: operator("Mul"),
    div: operator("Div"),
    neg: operator("Neg"),
    floor,
    ceil: operator("Ceil"),
    /** JavaScript's Math.round. */
    round: (x: Double) => floor(add(x, 0.5)),
    clamp: (low: number, x: Double, high: number) => min(max(x, low), high),
    equal: operator("Equal"),
    less: operator("Less"),
    lessOrEqual: operator("LessOrEqual"),
    and: (...conditions: string[]) => conditions.reduce((a, b) => lowering.emit("And", [a, b])),
    where: operator("Where"),
    from: (x: string) => casted(x, "float64"),
    toFloat: (x: Double) => casted(x, "float32"),
    toInteger: (x: Double) => casted(x, "int64"),
    /** The numbers 0 to length - 1 along `axis` of a tensor of `rank` axes. */
    positions: (length: number, axis: number, rank: number): string => {
      const shape = Array<number>(rank).fill(1).with(axis, length);
      return lowering.constant("float64", shape, Float64Array.from({ length }, (_, i) => i));
    },
  };
}
