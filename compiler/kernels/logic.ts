// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { type DType, equal, type Inputs, sizeOf, type TensorType } from "../graph.ts";
import { type Kernel, kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { broadcast, broadcastShape, cast, choose, map, number } from "./elementwise.ts";
import { binary, domains, type Operand } from "./pointwise.ts";

type Compare = (lowering: Lowering, operands: readonly [a: Operand, b: Operand]) => Lowered;

const comparison = (lower: Compare): Kernel =>
  binary({ domain: domains.whole, result: "bool", lower });

const compare = (op: string): Compare => (lowering, operands) =>
  broadcast(lowering, op, operands, "bool");

const connective = (op: string): Kernel =>
  kernel({
    infer: ({ a, b }) => ({ shape: broadcastShape(a!.shape, b!.shape), dtype: "bool" }),
    lower: (lowering, { a, b }) => broadcast(lowering, op, [a!, b!], "bool"),
  });

/** A predicate of float32 numbers; `whole` is its value for integers and truth values. */
const predicate = (whole: boolean, test: (lowering: Lowering, x: Lowered) => Lowered): Kernel =>
  kernel({
    infer: ({ x }) => {
      const type = { shape: x!.shape, dtype: "bool" } as const;
      return x!.dtype === "float32" ? type : { ...type, fill: whole ? 1 : 0 };
    },
    lower: (lowering, { x }) => test(lowering, x!),
  });

const same = (lowering: Lowering, a: Lowered, b: Lowered) =>
  broadcast(lowering, "Equal", [a, b], "bool");

function selectedType({ condition, t, e }: Inputs): TensorType {
  const shapes = [condition!, t!, e!].map(({ shape }) => shape);
  // tf.where broadcasts all operands to one shape.
  if (shapes.some((shape) => !equal(shape, t!.shape) && sizeOf(shape) !== 1)) {
    throw unsupported(`Select with operands of shapes [${shapes.join("], [")}]`);
  }
  return { shape: t!.shape, dtype: backend_util.upcastType(t!.dtype, e!.dtype) as DType };
}

/** Comparisons, and kernels of truth values. */
export const logic: KernelTable = {
  Equal: comparison(compare("Equal")),
  NotEqual: comparison((lowering, operands) =>
    map(lowering, "Not", compare("Equal")(lowering, operands))
  ),
  Greater: comparison(compare("Greater")),
  GreaterEqual: comparison(compare("GreaterOrEqual")),
  Less: comparison(compare("Less")),
  LessEqual: comparison(compare("LessOrEqual")),

  LogicalAnd: connective("And"),
  LogicalOr: connective("Or"),
  LogicalNot: kernel({
    infer: ({ x }) => ({ shape: x!.shape, dtype: "bool" }),
    lower: (lowering, { x }) => map(lowering, "Not", x!),
  }),

  IsNan: predicate(false, (lowering, x) => map(lowering, "Not", same(lowering, x, x))),
  IsInf: predicate(
    false,
    (lowering, x) => same(lowering, map(lowering, "Abs", x), number(Infinity)),
  ),
  // Infinity minus infinity is NaN.
  IsFinite: predicate(
    true,
    (lowering, x) => same(lowering, broadcast(lowering, "Sub", [x, x], "float32"), number(0)),
  ),

  Select: kernel({
    infer: selectedType,
    lower: (lowering, { condition, t, e }, _, node) => {
      const { dtype } = node.outputs[0]!;
      return choose(lowering, condition!, cast(lowering, t!, dtype), cast(lowering, e!, dtype));
    },
  }),
  Cast: kernel<{ dtype: string }>({
    infer: ({ x }, { dtype }) => {
      if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
        throw unsupported(`Cast to ${dtype}`);
      }
      return { shape: x!.shape, dtype };
    },
    lower: (lowering, { x }, _, node) => cast(lowering, x!, node.outputs[0]!.dtype),
  }),
};
