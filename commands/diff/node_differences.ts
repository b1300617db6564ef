// This module is browser compatible.
import { toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
} from "onnx-buf";
import { operatorOf } from "../../onnx/operators.ts";
import { readTensor, type TensorValue } from "../../onnx/tensor_value.ts";
import { constantTensors } from "../../onnx/values.ts";
import { compareTensors } from "./compare.ts";

/** A node in its graph. */
export interface NodeInGraph {
  readonly node: NodeProto;
  readonly graph: GraphProto;
}

/** Describes how two nodes differ: operator, attributes, and the constants that they read. */
export function nodeDifferences(left: NodeInGraph, right: NodeInGraph): string[] {
  const [a, b] = [left.node, right.node];
  const operators = [operatorOf(a), operatorOf(b)];
  if (operators[0] !== operators[1]) {
    return [`its operator is ${operators.join(" in one, ")} in the other`];
  }
  const constants = a.input.flatMap((name, i) => {
    const ours = constantOf(left.graph, name), theirs = constantOf(right.graph, b.input[i] ?? "");
    return ours && theirs ? constantDifference(name, ours, theirs) : [];
  });
  const names = new Set([...a.attribute, ...b.attribute].map(({ name }) => name));
  const attributes = [...names].filter((name) => encoded(a, name) !== encoded(b, name));
  return [...constants, ...attributes.map((name) => `its attribute ${name} differs`)];
}

function constantOf(graph: GraphProto, name: string): TensorValue | undefined {
  const tensor = constantTensors(graph).get(name);
  return tensor && readTensor(tensor);
}

function constantDifference(name: string, left: TensorValue, right: TensorValue): string[] {
  const { parts, shapes, at, beyond, size, ...worst } = compareTensors(left, right, 0);
  if (shapes) return [`its constant ${name} has another shape: [${shapes.join("] and [")}]`];
  return parts
    ? [
      `its constant ${name} differs in ${beyond} of ${size} elements, most at [${
        at.join(", ")
      }]: ` +
      `${worst.left} and ${worst.right}`,
    ]
    : [];
}

/** The bytes of an attribute; "" without it. */
function encoded({ attribute }: NodeProto, name: string): string {
  const found: AttributeProto | undefined = attribute.find((each) => each.name === name);
  return found ? toBinary(AttributeProtoSchema, found).join() : "";
}
