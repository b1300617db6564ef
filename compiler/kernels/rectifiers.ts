// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { equal } from "../graph.ts";
import type { KernelTable } from "../kernel.ts";
import type { Lowering } from "../lowering.ts";
import { broadcast, broadcastShape, choose, map, number } from "./elementwise.ts";
import {
  binary,
  type BinaryFunction,
  domains,
  type Operand,
  unary,
  type UnaryFunction,
} from "./pointwise.ts";

const { SELU_SCALE, SELU_SCALEALPHA } = backend_util;

/** Compares each element with a number: `Greater`, `Less`, … */
const compare = (lowering: Lowering, op: string, x: Operand, value: number) =>
  broadcast(lowering, op, [x, number(value, x.dtype)], "bool");

/** max(0, x) */
export const relu: UnaryFunction = {
  domain: domains.whole,
  lower: (lowering, [x]) =>
    x.dtype === "int32" ? clip(lowering, x, 0, Infinity) : map(lowering, "Relu", x),
};

/** max(0, min(x, 6)) */
export const relu6: UnaryFunction = {
  domain: domains.whole,
  lower: (lowering, [x]) => clip(lowering, x, 0, 6),
};

/** exp(x) - 1 for negative x, else x. */
export const elu: UnaryFunction = {
  domain: domains.real,
  lower: (lowering, [x]) =>
    x.dtype === "float32" ? map(lowering, "Elu", x) : scaledElu(lowering, x, 1, 1),
};

/** 1 / (1 + exp(-x)) */
export const sigmoid: UnaryFunction = {
  domain: domains.real,
  lower: (lowering, [x]) => map(lowering, "Sigmoid", x),
};

/** alpha · x for negative x, else x. */
export const leakyRelu: UnaryFunction<{ alpha: number }> = {
  domain: domains.single,
  result: "float32",
  lower: (lowering, [x], { alpha }) =>
    map(lowering, "LeakyRelu", x, x.dtype, { alpha: { f: alpha } }),
};

/** alpha · x for negative x, else x, where alpha is a tensor. */
export const prelu: BinaryFunction = {
  domain: domains.single,
  result: "float32",
  lower: (lowering, [x, alpha]) => {
    // ONNX's operator broadcasts alpha, but not x.
    const wider = x.fill !== undefined || !equal(broadcastShape(x.shape, alpha.shape), x.shape);
    if (!wider) return broadcast(lowering, "PRelu", [x, alpha], x.dtype);
    const scaled = broadcast(lowering, "Mul", [x, alpha], x.dtype);
    return choose(lowering, compare(lowering, "Less", x, 0), scaled, x);
  },
};

/** Limits of int32. */
const LEAST = -(2 ** 31);
const GREATEST = 2 ** 31 - 1;

/** Clips `x` to two limits. For integers tfjs truncates the limits. */
function clip(lowering: Lowering, x: Operand, low: number, high: number): Operand {
  const limit = (value: number) =>
    x.dtype === "int32" ? Math.max(LEAST, Math.min(Math.trunc(value), GREATEST)) : value;
  const names = [low, high].map((value) => lowering.scalar(limit(value), x.dtype));
  const name = lowering.emit("Clip", [lowering.name(x), ...names]);
  return { name, shape: x.shape, dtype: x.dtype, layout: x.layout };
}

/** 1 for positive x, else alpha; NaN for NaN. */
function step(lowering: Lowering, [x]: readonly [Operand], { alpha }: { alpha: number }): Operand {
  const { dtype } = x;
  // Both operators keep NaN, and ONNX Runtime computes them faster than a comparison and Where.
  if (!alpha && dtype === "float32") return map(lowering, "Ceil", clip(lowering, x, 0, 1));
  const positive = compare(lowering, "Greater", x, 0);
  const level = choose(lowering, positive, number(1, dtype), number(alpha, dtype));
  if (dtype === "int32") return level;
  return choose(lowering, broadcast(lowering, "Equal", [x, x], "bool"), level, x);
}

/** Elu with a factor for each side. ONNX Runtime has no Elu and no Selu of doubles. */
function scaledElu(lowering: Lowering, x: Operand, above: number, below: number): Operand {
  const scaled = (y: Operand, factor: number) =>
    broadcast(lowering, "Mul", [y, number(factor, x.dtype)], x.dtype);
  const exponential = map(lowering, "Exp", x);
  const negative = broadcast(lowering, "Sub", [exponential, number(1, x.dtype)], x.dtype);
  const positive = compare(lowering, "GreaterOrEqual", x, 0);
  return choose(lowering, positive, scaled(x, above), scaled(negative, below));
}

/** Activations of neural networks. */
export const rectifiers: KernelTable = {
  Relu: unary(relu),
  Relu6: unary(relu6),
  LeakyRelu: unary(leakyRelu),
  Prelu: binary(prelu, ["x", "alpha"]),
  Elu: unary(elu),
  EluGrad: binary({
    domain: domains.single,
    result: "float32",
    lower: (lowering, [dy, y]) => {
      const slope = broadcast(lowering, "Add", [y, number(1)], y.dtype);
      const scaled = broadcast(lowering, "Mul", [dy, slope], y.dtype);
      return choose(lowering, compare(lowering, "GreaterOrEqual", y, 0), dy, scaled);
    },
  }, ["dy", "y"]),
  Selu: unary({
    domain: domains.real,
    lower: (lowering, [x]) =>
      x.dtype === "float32"
        ? map(lowering, "Selu", x, x.dtype, {
          alpha: { f: SELU_SCALEALPHA / SELU_SCALE },
          gamma: { f: SELU_SCALE },
        })
        : scaledElu(lowering, x, SELU_SCALE, SELU_SCALEALPHA),
  }),
  Sigmoid: unary(sigmoid),
  // log(1 + exp(x)). For a positive integer x the result is truncated to x.
  Softplus: unary({
    domain: domains.whole,
    lower: (lowering, [x]) =>
      x.dtype === "int32" ? clip(lowering, x, 0, Infinity) : map(lowering, "Softplus", x),
  }),
  Step: unary<{ alpha: number }>({ domain: domains.whole, lower: step }),
  ClipByValue: unary<{ clipValueMin: number; clipValueMax: number }>({
    domain: domains.whole,
    lower: (lowering, [x], { clipValueMin, clipValueMax }) =>
      clip(lowering, x, clipValueMin, clipValueMax),
  }),
};
