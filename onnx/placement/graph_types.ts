// This module is browser compatible.

import type { GraphProto, NodeProto, ValueInfoProto } from "onnx-buf";
import { type DataType, dataTypeName } from "../data_type.ts";
import { operatorOf } from "../operators.ts";
import { subgraphsOf } from "../read.ts";
import { resultType } from "./result_types.ts";

/** The operand whose element type selects the kernel, by operator, when it is not the first. */
const TYPED_OPERAND: Readonly<Record<string, number>> = { OneHot: 2, Where: 1 };

/** Operators whose kernel is selected by the type of the result. */
const TYPED_RESULT = new Set([
  ...["Constant", "ConstantOfShape", "EyeLike", "RandomNormal", "RandomNormalLike"],
  ...["RandomUniform", "RandomUniformLike"],
]);

/** The element types of a graph and of its subgraphs, as far as they are known. */
export interface GraphTypes {
  /** By value. */
  readonly values: ReadonlyMap<string, DataType | undefined>;
  /** By node, the type that selects its kernel. */
  readonly operands: ReadonlyMap<NodeProto, DataType | undefined>;
}

/**
 * Finds the element type of each value and the one that selects the kernel of each node, of a graph
 * and of its subgraphs. The latter is the type of the first operand, or of the operand that holds
 * the data. A type is `undefined` where it is not known: behind an operator without a rule
 * (`result_types.ts`) whose results the file does not declare either.
 */
export function graphTypes(graph: GraphProto): GraphTypes {
  const tensors = new Map<string, DataType | undefined>();
  const operands = new Map<NodeProto, DataType | undefined>();
  const walk = (graph: GraphProto): void => {
    for (const value of graph.input) tensors.set(value.name, declaredType(value));
    for (const { name, dataType } of graph.initializer) tensors.set(name, dataTypeName(dataType));
    for (const { values } of graph.sparseInitializer) {
      if (values) tensors.set(values.name, dataTypeName(values.dataType));
    }
    const declared = new Map(
      [...graph.valueInfo, ...graph.output].map((value) => [value.name, declaredType(value)]),
    );
    for (const node of graph.node) {
      const subgraphs = subgraphsOf(node);
      subgraphs.forEach(walk);
      const types = node.input.map((name) => tensors.get(name));
      const [inner] = subgraphs;
      // The body of a Loop returns its condition first, which the Loop itself does not return.
      const returned = inner?.output.slice(inner.output.length - node.output.length)
        .map((value) => declaredType(value) ?? tensors.get(value.name));
      node.output.forEach((name, i) =>
        tensors.set(name, declared.get(name) ?? returned?.[i] ?? resultType(node, types, i))
      );
      const operator = operatorOf(node);
      operands.set(
        node,
        TYPED_RESULT.has(operator)
          ? tensors.get(node.output[0] ?? "")
          : types[TYPED_OPERAND[operator] ?? 0],
      );
    }
  };
  walk(graph);
  return { values: tensors, operands };
}

/** The element type of a value that a file declares; `undefined` for other values than tensors. */
function declaredType({ type }: ValueInfoProto): DataType | undefined {
  return type?.value.case === "tensorType" ? dataTypeName(type.value.value.elemType) : undefined;
}
