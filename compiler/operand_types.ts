// This module is browser compatible.

import { type OnnxGraph, type OnnxNode, type OnnxType, onnxType } from "../onnx/model.ts";

/** The operand whose element type decides which kernel runs, where it is not the first. */
const TYPED_OPERAND: Readonly<Record<string, number>> = { OneHot: 2, Where: 1 };

/** Element type of an operator's first result, where it is not that of the operand. */
const RESULT: Readonly<Record<string, OnnxType>> = {
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
const FURTHER_RESULTS: Readonly<Record<string, OnnxType>> = {
  Dropout: "bool",
  MaxPool: "int64",
  TopK: "int64",
  Unique: "int64",
};

const typeNames = new Map(
  Object.entries(onnxType).map(([name, number]) => [number as number, name as OnnxType]),
);

/** The graphs inside a node: the body of a Loop, the branches of an If. */
export function subgraphsOf({ attributes }: OnnxNode): OnnxGraph[] {
  return Object.values(attributes).flatMap((value) => "graph" in value ? [value.graph] : []);
}

/** The type that `to` or `dtype` names. */
function typeAttribute({ attributes }: OnnxNode, name: string): OnnxType | undefined {
  const value = attributes[name];
  return value && "i" in value ? typeNames.get(value.i) : undefined;
}

/** Every node of a graph, those of a subgraph before the node that it belongs to. */
export function allNodes({ nodes }: OnnxGraph): OnnxNode[] {
  return nodes.flatMap((node) => [...subgraphsOf(node).flatMap(allNodes), node]);
}

/**
 * The element type that decides which kernel computes each node of a graph and of its subgraphs:
 * that of the first operand, or of the one that carries the data.
 */
export function operandTypes(graph: OnnxGraph): Map<OnnxNode, OnnxType> {
  const tensors = new Map<string, OnnxType>();
  const operands = new Map<OnnxNode, OnnxType>();
  const walk = ({ inputs, initializers, nodes }: OnnxGraph): void => {
    for (const { name, type } of [...inputs, ...initializers]) tensors.set(name, type);
    for (const node of nodes) {
      const subgraphs = subgraphsOf(node);
      subgraphs.forEach(walk);
      const operand = operandType(node, tensors);
      operands.set(node, operand);
      const [inner] = subgraphs;
      // A Loop's body returns its condition too, before what the Loop returns.
      const returned = inner?.outputs.slice(inner.outputs.length - node.outputs.length);
      node.outputs.forEach((name, i) =>
        tensors.set(name, returned?.[i]?.type ?? resultType(node, operand, i))
      );
    }
  };
  walk(graph);
  return operands;
}

function operandType(node: OnnxNode, tensors: ReadonlyMap<string, OnnxType>): OnnxType {
  // Without a value, which weft never gives, it makes zeros of this type.
  if (node.op === "ConstantOfShape") return "float32";
  const type = tensors.get(node.inputs[TYPED_OPERAND[node.op] ?? 0]!);
  if (type === undefined) throw new Error(`${node.name} (${node.op}) reads what nobody computes`);
  return node.op === "EyeLike" ? typeAttribute(node, "dtype") ?? type : type;
}

function resultType(node: OnnxNode, operand: OnnxType, result: number): OnnxType {
  const first = typeAttribute(node, "to") ?? RESULT[node.op] ?? operand;
  return result === 0 ? first : FURTHER_RESULTS[node.op] ?? first;
}
