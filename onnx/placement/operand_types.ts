// This module is browser compatible.

import type { GraphProto, NodeProto } from "onnx-buf";
import { type ElementType, elementTypeName } from "../element_type.ts";
import { intOf, subgraphsOf, tensorTypeOf } from "../read.ts";

/** The operand whose element type selects the kernel, by operator, when it is not the first. */
const TYPED_OPERAND: Readonly<Record<string, number>> = { OneHot: 2, Where: 1 };

/** Element type of an operator's first result, when it differs from the operand's. */
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

/** Element type of an operator's further results, when it differs from the first result's. */
const FURTHER_RESULTS: Readonly<Record<string, ElementType>> = {
  Dropout: "bool",
  MaxPool: "int64",
  TopK: "int64",
  Unique: "int64",
};

/**
 * The element type that an attribute such as `to` names; `undefined` when the node does not have
 * it.
 */
const typeAttribute = (node: NodeProto, name: string) => elementTypeName(intOf(node, name, 0));

/**
 * The element type that selects the kernel of each node of a graph and of its subgraphs: the type
 * of the first operand, or of the operand that holds the data.
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
      // The body of a Loop returns its condition first, which the Loop itself does not return.
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
  // Its default value, the only one that weft uses, is a float32 zero.
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
