// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { type DType, equal, type Inputs, sizeOf, type TensorType } from "../graph.ts";
import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import { identity, isIdentity, type Permutation } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { onnxType } from "../onnx.ts";

/** The shape of two tensors broadcast against each other. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/** The layout for a result of `shape`: that of the largest full-rank operand that is not in tfjs's own. */
function commonLayout(shape: readonly number[], operands: readonly Lowered[]): Permutation {
  const candidates = operands.filter((tensor) =>
    tensor.shape.length === shape.length && tensor.fill === undefined && !isIdentity(tensor.layout)
  );
  const [first] = candidates.sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  return first?.layout ?? identity(shape.length);
}

/** Emits an ONNX operator whose operands broadcast against each other. */
export function broadcast(
  lowering: Lowering,
  op: string,
  operands: readonly Lowered[],
  dtype: DType,
): Lowered {
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
  return { name: lowering.emit(op, names), shape, dtype, layout };
}

/** Emits an ONNX operator that maps each element by itself. */
export function map(
  lowering: Lowering,
  op: string,
  x: Lowered,
  dtype: DType = x.dtype,
  attributes: Parameters<Lowering["emit"]>[2] = {},
): Lowered {
  const name = lowering.emit(op, [lowering.name(x)], attributes);
  return { name, shape: x.shape, dtype, layout: x.layout };
}

/** A uniform constant of no axes. */
export function number(fill: number, dtype: DType = "float32"): Lowered {
  return { name: "", shape: [], dtype, layout: [], fill };
}

/** Casts a tensor. */
export function cast(lowering: Lowering, x: Lowered, dtype: DType): Lowered {
  if (x.dtype === dtype) return x;
  return map(lowering, "Cast", x, dtype, { to: { i: onnxType[dtype] } });
}

const sameAs = (key: string) => (inputs: Inputs): TensorType => {
  const { shape, dtype } = inputs[key]!;
  return { shape, dtype };
};

const unary = (op: string): Kernel =>
  kernel({ infer: sameAs("x"), lower: (lowering, { x }) => map(lowering, op, x!) });

const binary = (op: string, dtype?: DType): Kernel =>
  kernel({
    infer: ({ a, b }) => ({
      shape: broadcastShape(a!.shape, b!.shape),
      dtype: dtype ?? a!.dtype,
    }),
    lower: (lowering, { a, b }) => broadcast(lowering, op, [a!, b!], dtype ?? a!.dtype),
  });

/** A kernel of one input `x` that a few operators make up. */
const composed = (
  lower: (lowering: Lowering, x: Lowered, attributes: Record<string, number>) => Lowered,
): Kernel =>
  kernel<Record<string, number>>({
    infer: sameAs("x"),
    lower: (lowering, { x }, attributes) => lower(lowering, x!, attributes),
  });

const multiply = (lowering: Lowering, a: Lowered, b: Lowered) =>
  broadcast(lowering, "Mul", [a, b], a.dtype);

/** log(1 + x) without losing a small x to the rounding of 1 + x (Goldberg 1991, theorem 4). */
function log1p(lowering: Lowering, x: Lowered): Lowered {
  const one = number(1);
  const sum = broadcast(lowering, "Add", [x, one], "float32");
  const rounded = broadcast(lowering, "Sub", [sum, one], "float32");
  const correction = broadcast(lowering, "Div", [x, rounded], "float32");
  const corrected = multiply(lowering, map(lowering, "Log", sum), correction);
  const exact = broadcast(lowering, "Equal", [rounded, x], "bool");
  const lost = broadcast(lowering, "Equal", [sum, one], "bool");
  const large = broadcast(
    lowering,
    "Where",
    [exact, map(lowering, "Log", sum), corrected],
    "float32",
  );
  return broadcast(lowering, "Where", [lost, x, large], "float32");
}

const unaryOperators = {
  Abs: "Abs",
  Ceil: "Ceil",
  Cos: "Cos",
  Elu: "Elu",
  Exp: "Exp",
  Floor: "Floor",
  Log: "Log",
  LogicalNot: "Not",
  Neg: "Neg",
  Reciprocal: "Reciprocal",
  Relu: "Relu",
  Round: "Round",
  Sigmoid: "Sigmoid",
  Sin: "Sin",
  Softplus: "Softplus",
  Sqrt: "Sqrt",
  Tanh: "Tanh",
} as const;

const binaryOperators = {
  Add: "Add",
  Sub: "Sub",
  Multiply: "Mul",
  RealDiv: "Div",
  Maximum: "Max",
  Minimum: "Min",
  Pow: "Pow",
} as const;

const comparisons = {
  Equal: "Equal",
  Greater: "Greater",
  GreaterEqual: "GreaterOrEqual",
  Less: "Less",
  LessEqual: "LessOrEqual",
  LogicalAnd: "And",
  LogicalOr: "Or",
} as const;

const table = <K extends string>(operators: Record<K, string>, make: (op: string) => Kernel) =>
  Object.fromEntries(Object.entries<string>(operators).map(([name, op]) => [name, make(op)]));

/** Kernels that treat every element alike. */
export const elementwise: KernelTable = {
  ...table(unaryOperators, unary),
  ...table(binaryOperators, (op) => binary(op)),
  ...table(comparisons, (op) => binary(op, "bool")),

  NotEqual: kernel({
    infer: ({ a, b }) => ({ shape: broadcastShape(a!.shape, b!.shape), dtype: "bool" }),
    lower: (lowering, { a, b }) =>
      map(lowering, "Not", broadcast(lowering, "Equal", [a!, b!], "bool")),
  }),
  SquaredDifference: kernel({
    infer: ({ a, b }) => ({ shape: broadcastShape(a!.shape, b!.shape), dtype: a!.dtype }),
    lower: (lowering, { a, b }) => {
      const difference = broadcast(lowering, "Sub", [a!, b!], a!.dtype);
      return multiply(lowering, difference, difference);
    },
  }),
  AddN: kernel({
    infer: sameAs("0"),
    lower: (lowering, inputs) =>
      Object.values(inputs).reduce((sum, x) => broadcast(lowering, "Add", [sum, x], x.dtype)),
  }),
  Square: composed((lowering, x) => multiply(lowering, x, x)),
  Rsqrt: composed((lowering, x) => map(lowering, "Reciprocal", map(lowering, "Sqrt", x))),
  Log1p: composed(log1p),
  Relu6: composed((lowering, x) =>
    broadcast(lowering, "Min", [map(lowering, "Relu", x), number(6, x.dtype)], x.dtype)
  ),
  LeakyRelu: composed((lowering, x, { alpha }) =>
    map(lowering, "LeakyRelu", x, x.dtype, { alpha: { f: alpha! } })
  ),
  Step: composed((lowering, x, { alpha }) => {
    const positive = broadcast(lowering, "Greater", [x, number(0, x.dtype)], "bool");
    if (!alpha) return cast(lowering, positive, x.dtype);
    const [one, slope] = [number(1, x.dtype), number(alpha, x.dtype)];
    return broadcast(lowering, "Where", [positive, one, slope], x.dtype);
  }),
  ClipByValue: composed((lowering, x, { clipValueMin, clipValueMax }) => {
    const [low, high] = [number(clipValueMin!, x.dtype), number(clipValueMax!, x.dtype)];
    return broadcast(
      lowering,
      "Min",
      [broadcast(lowering, "Max", [x, low], x.dtype), high],
      x.dtype,
    );
  }),
  Select: kernel({
    infer: ({ t }) => ({ shape: t!.shape, dtype: t!.dtype }),
    lower: (lowering, { condition, t, e }) =>
      broadcast(lowering, "Where", [condition!, t!, e!], t!.dtype),
  }),
  Cast: kernel<{ dtype: DType }>({
    infer: ({ x }, { dtype }) => ({ shape: x!.shape, dtype }),
    lower: (lowering, { x }, { dtype }) => cast(lowering, x!, dtype),
  }),
};
