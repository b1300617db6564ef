// This module is browser compatible.

import type { DType } from "../../graph.ts";
import type { Lowering } from "../../lowering.ts";
import { typeOf } from "../attributes.ts";
import { Uncompilable } from "../slot.ts";
import {
  broadcast,
  cast,
  compute,
  type DynamicOp,
  type DynamicOps,
  oneNode,
  typed,
} from "./compute.ts";

type LowerBinary = (lowering: Lowering, a: string, b: string, dtype: DType) => string;

/** Computes of two tensors, which are broadcast. The result has their type, or `dtype`. */
const binary = (lower: LowerBinary, dtype?: DType): DynamicOp => ([a, b], node) => {
  const [x, y] = [typed(a), typed(b)];
  const output = { dtype: dtype ?? x.dtype, shape: broadcast(x.shape, y.shape) };
  return compute(node, [a, b], [output], (lowering, [left, right]) => [
    lower(lowering, left!.name, right!.name, x.dtype),
  ]);
};

const named = (op: string): LowerBinary => (lowering, a, b) => lowering.emit(op, [a, b]);

/** ONNX divides integers to integers, and tfjs does not. */
const quotient: DynamicOp = ([a, b], node) => {
  if (typed(a).dtype !== "float32") throw new Uncompilable("it divides integers");
  return binary(named("Div"))([a, b], node);
};

/** The quotient, rounded down. tfjs returns integers, also for numbers that are none. */
const floorDiv: LowerBinary = (lowering, a, b, dtype) => {
  if (dtype === "int32") {
    const whole = lowering.emit("Sub", [a, lowering.emit("Mod", [a, b])]);
    return lowering.emit("Div", [whole, b]);
  }
  return cast(lowering, lowering.emit("Floor", [lowering.emit("Div", [a, b])]), "int32");
};

/** ONNX's Mod of integers has the sign of the divisor, as TensorFlow's FloorMod has. */
const floorMod: LowerBinary = (lowering, a, b, dtype) => {
  if (dtype === "int32") return lowering.emit("Mod", [a, b]);
  const whole = lowering.emit("Floor", [lowering.emit("Div", [a, b])]);
  return lowering.emit("Sub", [a, lowering.emit("Mul", [whole, b])]);
};

const unary = (op: string): DynamicOp => ([x], node) => oneNode(op, node, [x], typed(x));

const filled = (fill: number): DynamicOp => ([x], node) =>
  compute(node, [x], [typed(x)], (lowering, [input]) => [
    lowering.emit("Expand", [
      lowering.scalar(fill, typed(x).dtype),
      lowering.emit("Shape", [input!.name]),
    ]),
  ]);

/** Elements of one tensor where a condition holds, else of another. */
const select: DynamicOp = ([condition, a, b], node) => {
  const [test, x, y] = [typed(condition), typed(a), typed(b)];
  const shape = broadcast(broadcast(test.shape, x.shape), y.shape);
  return oneNode("Where", node, [condition, a, b], { dtype: x.dtype, shape });
};

/** Ops that compute each element of their result from elements at the same position. */
export const elementwise: DynamicOps = {
  Add: binary(named("Add")),
  AddV2: binary(named("Add")),
  Sub: binary(named("Sub")),
  Mul: binary(named("Mul")),
  Div: quotient,
  RealDiv: quotient,
  FloorDiv: binary(floorDiv, "int32"),
  FloorMod: binary(floorMod),
  Maximum: binary(named("Max")),
  Minimum: binary(named("Min")),
  Equal: binary(named("Equal"), "bool"),
  NotEqual: binary(
    (lowering, a, b) => lowering.emit("Not", [lowering.emit("Equal", [a, b])]),
    "bool",
  ),
  Greater: binary(named("Greater"), "bool"),
  GreaterEqual: binary(named("GreaterOrEqual"), "bool"),
  Less: binary(named("Less"), "bool"),
  LessEqual: binary(named("LessOrEqual"), "bool"),
  LogicalAnd: binary(named("And"), "bool"),
  LogicalOr: binary(named("Or"), "bool"),
  LogicalNot: unary("Not"),
  Abs: unary("Abs"),
  Ceil: unary("Ceil"),
  Exp: unary("Exp"),
  Floor: unary("Floor"),
  Identity: unary("Identity"),
  Log: unary("Log"),
  Neg: unary("Neg"),
  Relu: unary("Relu"),
  Sigmoid: unary("Sigmoid"),
  Sqrt: unary("Sqrt"),
  StopGradient: unary("Identity"),
  Tanh: unary("Tanh"),
  Square: ([x], node) => oneNode("Mul", node, [x, x], typed(x)),
  Cast: ([x], node) => {
    const dtype = typeOf(node, "DstT", "float32");
    const output = { dtype, shape: typed(x).shape };
    return compute(node, [x], [output], (lowering, [input]) => [
      cast(lowering, input!.name, dtype),
    ]);
  },
  ZerosLike: filled(0),
  OnesLike: filled(1),
  Select: select,
  SelectV2: select,
};
