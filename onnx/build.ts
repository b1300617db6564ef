// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
} from "onnx-buf";

/** A name that neither a node nor a value of the graph has: `name`, or `name` with a number. */
export function freshName({ node, input, initializer }: GraphProto, name: string): string {
  const taken = new Set([
    ...node.flatMap(({ output }) => output),
    ...[...node, ...input, ...initializer].map((part) => part.name),
  ]);
  let free = name;
  for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
  return free;
}

/** Adds a constant of floats, or of int64 such as a shape; returns its name. */
export function addConstant(
  graph: GraphProto,
  name: string,
  dims: readonly number[],
  data: Float32Array<ArrayBuffer> | readonly number[],
): string {
  const isFloat = data instanceof Float32Array;
  const { buffer } = isFloat ? data : BigInt64Array.from(data, BigInt);
  const tensor = create(TensorProtoSchema, {
    name: freshName(graph, name),
    dims: dims.map(BigInt),
    dataType: isFloat ? DataType.FLOAT : DataType.INT64,
    rawData: new Uint8Array(buffer),
  });
  graph.initializer.push(tensor);
  return tensor.name;
}

/** An attribute of whole numbers, such as `strides`. */
export function integers(name: string, values: readonly number[]): AttributeProto {
  const ints = values.map(BigInt);
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints });
}

/** An attribute of one whole number, such as `keepdims`. */
export function integer(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
}
