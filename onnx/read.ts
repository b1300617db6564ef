// This module is browser compatible.
import { isFieldSet } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
  type ValueInfoProto,
} from "onnx-buf";
import {
  type ElementData,
  elementData,
  type ElementType,
  elementType,
  elementTypeName,
} from "./element_type.ts";

/** An attribute by its name; `undefined` when the node does not have it. */
export function attributeOf({ attribute }: NodeProto, name: string): AttributeProto | undefined {
  return attribute.find((each) => each.name === name);
}

/**
 * An attribute that is a list of integers, such as `strides`; `absent` when the node does not have
 * it.
 */
export function intsOf(node: NodeProto, name: string, absent: readonly number[] = []): number[] {
  return attributeOf(node, name)?.ints.map(Number) ?? [...absent];
}

/** An attribute that is an integer, such as `group`; `absent` when the node does not have it. */
export function intOf(node: NodeProto, name: string, absent: number): number {
  return Number(attributeOf(node, name)?.i ?? absent);
}

/** An attribute that is a string, such as `auto_pad`; `absent` when the node does not have it. */
export function textOf(node: NodeProto, name: string, absent: string): string {
  const bytes = attributeOf(node, name)?.s;
  return bytes ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : absent;
}

/** The graphs inside a node: the body of a Loop, the branches of an If. */
export function subgraphsOf({ attribute }: NodeProto): GraphProto[] {
  return attribute.flatMap(({ g, graphs }) => g ? [g, ...graphs] : graphs);
}

/** All nodes of a graph. Nodes of a subgraph come before the node that it belongs to. */
export function allNodes({ node }: GraphProto): NodeProto[] {
  return node.flatMap((each) => [...subgraphsOf(each).flatMap(allNodes), each]);
}

/** The shape of a constant. */
export function shapeOf({ dims }: TensorProto): number[] {
  return dims.map(Number);
}

/** The fields that can hold the elements of a tensor; a tensor has one of them. */
const STORAGE = TensorProtoSchema.fields.filter(({ localName }) => localName.endsWith("Data"))
  .filter(({ localName }) => localName !== "externalData");

/** The list of an element type, for elements that are not raw data. */
const LISTS: Readonly<Record<ElementType, keyof TensorProto>> = {
  float32: "floatData",
  float64: "doubleData",
  int64: "int64Data",
  int32: "int32Data",
  uint8: "int32Data",
  bool: "int32Data",
};

/** The bytes of one element in raw data. */
const WIDTHS: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float64: 8,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
};

/**
 * Tells whether a constant has exactly the elements that its shape asks for, in this file. ONNX
 * Runtime refuses one that has more or fewer. Reads no element and allocates nothing.
 */
export function isComplete(tensor: TensorProto): boolean {
  const type = elementTypeName(tensor.dataType);
  if (!type || tensor.dataLocation !== DataLocation.DEFAULT) return false;
  if (tensor.externalData.length > 0 || tensor.segment) return false;
  if (tensor.dims.some((length) => length < 0n)) return false;
  const count = tensor.dims.reduce((product, length) => product * Number(length), 1);
  const stored = STORAGE.filter((field) => isFieldSet(tensor, field));
  if (stored.length === 0) return count === 0;
  const [{ localName }] = stored as [typeof STORAGE[number]];
  if (stored.length > 1) return false;
  if (localName === "rawData") return tensor.rawData.length === count * WIDTHS[type];
  return localName === LISTS[type] && (tensor[LISTS[type]] as unknown[]).length === count;
}

/**
 * The elements of a constant, in memory of their own; `undefined` for an element type that weft
 * does not have, and when the file does not have exactly the elements of its shape: some are
 * missing, or they are in another file (external data).
 */
export function elementsOf(tensor: TensorProto | undefined): ElementData | undefined {
  if (!tensor || !isComplete(tensor)) return undefined;
  const type = elementTypeName(tensor.dataType)!;
  return tensor.rawData.length > 0 ? rawElements(type, tensor.rawData) : listed(type, tensor);
}

/** The elements of a float32 constant; `undefined` for others and as in {@linkcode elementsOf}. */
export function floatsOf(tensor: TensorProto | undefined): Float32Array<ArrayBuffer> | undefined {
  if (tensor?.dataType !== elementType.float32) return undefined;
  return elementsOf(tensor) as Float32Array<ArrayBuffer> | undefined;
}

/**
 * The elements of an int64 constant, such as a shape; `undefined` for others and as in {@linkcode
 * elementsOf}.
 */
export function integersOf(tensor: TensorProto | undefined): number[] | undefined {
  if (tensor?.dataType !== elementType.int64) return undefined;
  const elements = elementsOf(tensor) as BigInt64Array | undefined;
  return elements && Array.from(elements, Number);
}

/**
 * Elements from raw data, which is little-endian as every machine here is. They are copied, because
 * bytes in a message start at any offset; slice() would not copy a Buffer of Node.
 */
function rawElements(type: ElementType, rawData: Uint8Array): ElementData {
  const { buffer } = new Uint8Array(rawData);
  switch (type) {
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "int64":
      return new BigInt64Array(buffer);
    case "uint8":
    case "bool":
      return new Uint8Array(buffer);
  }
}

/** Elements from the list of numbers that ONNX has for the element type. */
function listed(type: ElementType, tensor: TensorProto): ElementData {
  switch (type) {
    case "float32":
      return elementData(type, tensor.floatData);
    case "float64":
      return elementData(type, tensor.doubleData);
    case "int64":
      return BigInt64Array.from(tensor.int64Data);
    default:
      return elementData(type, tensor.int32Data);
  }
}

/** Element type and shape of a graph input or output. A string is a symbolic dimension. */
export interface TensorType {
  /** `undefined` for an element type that weft does not have. */
  readonly type: ElementType | undefined;
  readonly shape: readonly (number | string)[];
}

/**
 * The tensor type of a graph input or output; `undefined` for a sequence, a map or an unknown
 * shape.
 */
export function tensorTypeOf({ type }: ValueInfoProto): TensorType | undefined {
  if (type?.value.case !== "tensorType" || !type.value.value.shape) return undefined;
  const { elemType, shape: { dim } } = type.value.value;
  const shape = dim.map(({ value }) =>
    value.case === "dimParam" ? value.value : Number(value.value)
  );
  return { type: elementTypeName(elemType), shape };
}
