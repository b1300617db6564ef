// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { atan2 } from "./atan2.ts";
import { broadcast, choose, map, number } from "./elementwise.ts";
import { binary, domains, type Operand, unary } from "./pointwise.ts";

/** ONNX operators, with the type in which ONNX Runtime computes them for integers. */
const operators = {
  Acos: domains.single,
  Acosh: domains.single,
  Asin: domains.single,
  Asinh: domains.single,
  Atan: domains.single,
  Atanh: domains.single,
  Cos: domains.real,
  Cosh: domains.single,
  Erf: domains.single,
  Log: domains.real,
  Reciprocal: domains.real,
  Sin: domains.real,
  Sqrt: domains.real,
  Tan: domains.single,
  Tanh: domains.real,
} as const;

/** log(1 + x), exact for small x too, where 1 + x is rounded (Goldberg 1991, theorem 4). */
function log1p(lowering: Lowering, [x]: readonly [Operand]): Operand {
  const one = number(1, x.dtype);
  const sum = broadcast(lowering, "Add", [x, one], x.dtype);
  const rounded = broadcast(lowering, "Sub", [sum, one], x.dtype);
  const logarithm = map(lowering, "Log", sum);
  const correction = broadcast(lowering, "Div", [x, rounded], x.dtype);
  const corrected = broadcast(lowering, "Mul", [logarithm, correction], x.dtype);
  const exact = broadcast(lowering, "Equal", [rounded, x], "bool");
  const lost = broadcast(lowering, "Equal", [sum, one], "bool");
  return choose(lowering, lost, x, choose(lowering, exact, logarithm, corrected));
}

/**
 * exp(x) - 1 as 2 sinh(x/2) exp(x/2), which is exact for small x too. x is limited to -50, where
 * the result is -1, because the factors would overflow float32.
 */
function expm1(lowering: Lowering, [x]: readonly [Operand]): Operand {
  // The only small integer is 0, and exp(0) - 1 is exact.
  if (x.dtype === "float64") return minusOne(lowering, map(lowering, "Exp", x));
  const scaled = (y: Lowered<"float32">, factor: number) =>
    broadcast(lowering, "Mul", [y, number(factor)], "float32");
  const half = scaled(broadcast(lowering, "Max", [x, number(-50)], "float32"), 0.5);
  const sinh = scaled(map(lowering, "Sinh", half), 2);
  return broadcast(lowering, "Mul", [sinh, map(lowering, "Exp", half)], "float32");
}

const minusOne = (lowering: Lowering, x: Operand) =>
  broadcast(lowering, "Sub", [x, number(1, x.dtype)], x.dtype);

/** sinh(x). ONNX Runtime has no Sinh of doubles. */
function sinh(lowering: Lowering, [x]: readonly [Operand]): Operand {
  if (x.dtype === "float32") return map(lowering, "Sinh", x);
  const exp = (y: Operand) => map(lowering, "Exp", y);
  const twice = broadcast(lowering, "Sub", [exp(x), exp(map(lowering, "Neg", x))], x.dtype);
  return broadcast(lowering, "Mul", [twice, number(0.5, x.dtype)], x.dtype);
}

/** Functions of real numbers. For integers tfjs truncates the result. */
export const realFunctions: KernelTable = {
  ...Object.fromEntries(
    Object.entries(operators).map(([op, domain]) => [
      op,
      unary({ domain, lower: (lowering, [x]) => map(lowering, op, x) }),
    ]),
  ),
  Atan2: binary({ domain: domains.single, lower: atan2 }),
  Exp: unary({
    domain: domains.real,
    result: "float32",
    lower: (lowering, [x]) => map(lowering, "Exp", x),
  }),
  Expm1: unary({ domain: domains.real, lower: expm1 }),
  Log1p: unary({ domain: domains.real, lower: log1p }),
  Sinh: unary({ domain: domains.real, lower: sinh }),
  Rsqrt: unary({
    domain: domains.real,
    lower: (lowering, [x]) => map(lowering, "Reciprocal", map(lowering, "Sqrt", x)),
  }),
};
