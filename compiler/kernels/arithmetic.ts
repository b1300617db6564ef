// This module is browser compatible.

import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import type { Lowering } from "../lowering.ts";
import { broadcast, choose, map, number } from "./elementwise.ts";
import {
  apply,
  binary,
  type BinaryFunction,
  domains,
  type Operand,
  typeOf,
  unary,
} from "./pointwise.ts";

/** An ONNX operator of two numbers. */
const operator = (op: string, domain: BinaryFunction["domain"]): BinaryFunction => ({
  domain,
  lower: (lowering, operands) => broadcast(lowering, op, operands, operands[0].dtype),
});

/** A function of one number that does not change integers. */
const rounding = (op: string): Kernel =>
  unary({
    domain: domains.whole,
    lower: (lowering, [x]) => x.dtype === "int32" ? x : map(lowering, op, x),
  });

const add = operator("Add", domains.counting);

const multiply = (lowering: Lowering, a: Operand, b: Operand) =>
  broadcast(lowering, "Mul", [a, b], a.dtype);

/**
 * Powers as in JavaScript, where 1 and -1 to the power of NaN or infinity are NaN; in C++ they are
 * 1.
 */
const pow: BinaryFunction = {
  domain: domains.real,
  lower: (lowering, [base, exponent]) => {
    const power = broadcast(lowering, "Pow", [base, exponent], base.dtype);
    // Doubles are converted integers here, and integers have no NaN.
    const { fill, dtype } = exponent;
    if (dtype === "float64" || (fill !== undefined && Number.isFinite(fill))) return power;
    const equal = (x: Operand, value: number) =>
      broadcast(lowering, "Equal", [x, number(value, dtype)], "bool");
    const finite = equal(broadcast(lowering, "Sub", [exponent, exponent], dtype), 0);
    const unit = equal(map(lowering, "Abs", base), 1);
    const lost = broadcast(lowering, "And", [unit, map(lowering, "Not", finite)], "bool");
    return choose(lowering, lost, number(NaN, dtype), power);
  },
};

/**
 * The remainder with the sign of the divisor, by tfjs's formula: `(a % b + b) % b` when the signs
 * differ.
 */
const mod: BinaryFunction = {
  domain: domains.double,
  lower: (lowering, [a, b]) => {
    const remainder = (x: Operand) =>
      broadcast(lowering, "Mod", [x, b], x.dtype, { fmod: { i: 1 } });
    const negative = (x: Operand) => broadcast(lowering, "Less", [x, number(0, x.dtype)], "bool");
    const direct = remainder(a);
    const shifted = remainder(broadcast(lowering, "Add", [direct, b], b.dtype));
    const alike = broadcast(lowering, "Equal", [negative(a), negative(b)], "bool");
    return choose(lowering, alike, direct, shifted);
  },
};

/** Arithmetic whose result is an integer for integers, or is truncated to one. */
export const arithmetic: KernelTable = {
  Add: binary(add),
  Sub: binary(operator("Sub", domains.counting)),
  Multiply: binary(operator("Mul", domains.whole)),
  RealDiv: binary(operator("Div", domains.real)),
  Maximum: binary(operator("Max", domains.whole)),
  Minimum: binary(operator("Min", domains.whole)),
  Pow: binary(pow),
  Mod: binary(mod),
  FloorDiv: binary({
    domain: domains.double,
    result: "int32",
    lower: (lowering, [a, b]) =>
      map(lowering, "Floor", broadcast(lowering, "Div", [a, b], a.dtype)),
  }),
  SquaredDifference: binary({
    domain: domains.whole,
    lower: (lowering, [a, b]) => {
      const difference = broadcast(lowering, "Sub", [a, b], a.dtype);
      return multiply(lowering, difference, difference);
    },
  }),
  AddN: kernel({
    infer: (inputs) => {
      const [first, ...rest] = Object.values(inputs);
      for (const x of rest) typeOf(add, [first!, x]);
      return { shape: first!.shape, dtype: first!.dtype };
    },
    lower: (lowering, inputs) =>
      Object.values(inputs).reduce((sum, x) => apply(lowering, add, [sum, x], {})),
  }),

  Abs: unary({ domain: domains.whole, lower: (lowering, [x]) => map(lowering, "Abs", x) }),
  Neg: unary({ domain: domains.counting, lower: (lowering, [x]) => map(lowering, "Neg", x) }),
  Square: unary({ domain: domains.whole, lower: (lowering, [x]) => multiply(lowering, x, x) }),
  Sign: unary({
    domain: domains.whole,
    lower: (lowering, [x]) => {
      const sign = map(lowering, "Sign", x);
      if (x.dtype === "int32") return sign;
      // tfjs gives 0 for NaN.
      const ordered = broadcast(lowering, "Equal", [x, x], "bool");
      return choose(lowering, ordered, sign, number(0, x.dtype));
    },
  }),
  Ceil: rounding("Ceil"),
  Floor: rounding("Floor"),
  Round: rounding("Round"),
};
