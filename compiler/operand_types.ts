// This module is browser compatible.

import type { GraphProto, NodeProto } from "onnx-buf";
import { type ElementType, elementTypeName } from "../onnx/element_type.ts";
import { intOf, subgraphsOf, tensorTypeOf } from "../onnx/read.ts";

/** The operand whose element type decides which kernel runs, where it is not the first. */
const TYPED_OPERAND: Readonly<Record<string, number>> = { OneHot: 2, Where: 1 };

/** Element type of an operator's first result, where it is not that of the operand. */
const RESULT: Readonly<Record<string, ElementType>> = {
  And: "bool",
  ArgMax: "int64",
  ArgMin: "int64",
  Equal: "bool",
  Greater: "bool",
  GreaterOrEqual: "bool",
  IsInf: "bool",
  IsNaN: "bool",
  Less: "bool",
  LessOrEqual: "bool",
  NonZero: "int64",
  Not: "bool",
  Or: "bool",
  Shape: "int64",
  Size: "int64",
  Xor: "bool",
};

/** Element type of an operator's further results, where it is not that of the first. */
const FURTHER_RESULTS: Readonly<Record<string, ElementType>> = {
  Dropout: "bool",
  MaxPool: "int64",
  TopK: "int64",
  Unique: "int64",
};

/** The element type that an attribute such as `to` names; `undefined` when the node does not have it. */
const typeAttribute = (node: NodeProto, name: string) => elementTypeName(intOf(node, name, 0));

/**
 * The element type that decides which kernel computes each node of a graph and of its subgraphs: that of the first operand,
 * or of the one that carries the data.
 */
export function operandTypes(graph: GraphProto): Map<NodeProto, ElementType> {
  const tensors = new Map<string, ElementType>();
  const operands = new Map<NodeProto, ElementType>();
  const walk = ({ input, initializer, node: nodes }: GraphProto): void => {
    for (const value of input) tensors.set(value.name, tensorTypeOf(value)!.type!);
    for (const { name, dataType } of initializer) tensors.set(name, elementTypeName(dataType)!);
    for (const node of nodes) {
      const subgraphs = subgraphsOf(node);
      subgraphs.forEach(walk);
      const operand = operandType(node, tensors);
      operands.set(node, operand);
      const [inner] = subgraphs;
      // A Loop's body returns its condition too, before what the Loop returns.
      const returned = inner?.output.slice(inner.output.length - node.output.length)
        .map((value) => tensorTypeOf(value)!.type);
      node.output.forEach((name, i) =>
        tensors.set(name, returned?.[i] ?? resultType(node, operand, i))
      );
    }
  };
  walk(graph);
  return operands;
}

function operandType(node: NodeProto, tensors: ReadonlyMap<string, ElementType>): ElementType {
  // Without a value, which weft never gives, it makes zeros of this type.
  if (node.opType === "ConstantOfShape") return "float32";
  const type = tensors.get(node.input[TYPED_OPERAND[node.opType] ?? 0]!);
  if (type === undefined) {
    throw new Error(`${node.name} (${node.opType}) reads a value that no node computes`);
  }
  return node.opType === "EyeLike" ? typeAttribute(node, "dtype") ?? type : type;
}

function resultType(node: NodeProto, operand: ElementType, result: number): ElementType {
  const first = typeAttribute(node, "to") ?? RESULT[node.opType] ?? operand;
  return result === 0 ? first : FURTHER_RESULTS[node.opType] ?? first;
}
