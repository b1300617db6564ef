// This module is browser compatible.

/**
 * Makes the messages of an ONNX file, as `onnx.helper` does in Python.
 *
 * The messages of onnx.proto (package `onnx-buf`) are the only representation of a graph in weft:
 * the compiler builds them, graph rewrites change them, `encode.ts` reads and writes them. They
 * hold everything that a file of another program may hold, so a rewrite loses nothing. A tensor's
 * `rawData` is a view of the caller's array, so building a graph copies no weights.
 *
 * @module
 */

import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { type ElementData, type ElementType, elementType } from "./element_type.ts";

/** ONNX IR version 8, which came with opset 17. Every current runtime reads it. */
const IR_VERSION = 8n;

/** Value of an attribute: an integer, a float, a string, a list of one of them, or a graph. */
export type AttributeValue =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly s: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly graph: GraphProto };

/** Attributes of a node by name. */
export type AttributeValues = Readonly<Record<string, AttributeValue>>;

/**
 * Name, element type and shape of a graph input or output. A string is a symbolic dimension, "" an
 * unknown one.
 */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** Makes an attribute. */
export function makeAttribute(name: string, value: AttributeValue): AttributeProto {
  const fields = "i" in value
    ? { i: BigInt(value.i), type: AttributeType.INT }
    : "f" in value
    ? { f: value.f, type: AttributeType.FLOAT }
    : "s" in value
    ? { s: new TextEncoder().encode(value.s), type: AttributeType.STRING }
    : "ints" in value
    ? { ints: value.ints.map(BigInt), type: AttributeType.INTS }
    : "floats" in value
    ? { floats: [...value.floats], type: AttributeType.FLOATS }
    : "strings" in value
    ? {
      strings: value.strings.map((text) => new TextEncoder().encode(text)),
      type: AttributeType.STRINGS,
    }
    : { g: value.graph, type: AttributeType.GRAPH };
  return create(AttributeProtoSchema, { name, ...fields });
}

/**
 * Makes a call of an operator. Its name is by default that of its first output, its domain ai.onnx.
 */
export function makeNode(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: AttributeValues = {},
  { name = outputs[0]!, domain = "" }: { readonly name?: string; readonly domain?: string } = {},
): NodeProto {
  return create(NodeProtoSchema, {
    input: [...inputs],
    output: [...outputs],
    name,
    opType: op,
    domain,
    attribute: Object.entries(attributes).map(([name, value]) => makeAttribute(name, value)),
  });
}

/** Makes a constant. It shares the memory of `data`. */
export function makeTensor(
  name: string,
  type: ElementType,
  shape: readonly number[],
  { buffer, byteOffset, byteLength }: ElementData,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: elementType[type],
    dims: shape.map(BigInt),
    rawData: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  });
}

/** Makes a graph input or output. */
export function makeValueInfo({ name, type, shape }: ValueInfo): ValueInfoProto {
  const dim = shape.map((length) => ({
    value: length === ""
      ? { case: undefined }
      : typeof length === "number"
      ? { case: "dimValue" as const, value: BigInt(length) }
      : { case: "dimParam" as const, value: length },
  }));
  const value = { elemType: elementType[type], shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value } } });
}

/** Parts of a graph; `nodes` are in the order of execution. */
export interface GraphParts {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
  readonly initializers?: readonly TensorProto[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** Makes a graph. */
export function makeGraph(
  { name, nodes, initializers = [], inputs, outputs }: GraphParts,
): GraphProto {
  return create(GraphProtoSchema, {
    name,
    node: [...nodes],
    initializer: [...initializers],
    input: inputs.map(makeValueInfo),
    output: outputs.map(makeValueInfo),
  });
}

/** Parts of a model. */
export interface ModelParts {
  readonly graph: GraphProto;
  /** Versions of the operator sets that the graph uses, by domain; "" is ai.onnx. */
  readonly opsets: Readonly<Record<string, number>>;
  /** metadata_props, written in key order. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Makes a model. */
export function makeModel({ graph, opsets, metadata = {} }: ModelParts): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "weft",
    opsetImport: Object.entries(opsets).map(([domain, version]) => ({
      domain,
      version: BigInt(version),
    })),
    graph,
    metadataProps: Object.entries(metadata).sort(([a], [b]) => a < b ? -1 : 1).map((
      [key, value],
    ) => ({ key, value })),
  });
}
