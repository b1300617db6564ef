// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import { type TensorProto, TensorProtoSchema } from "onnx-buf";
import { dataTypeCode, dataTypeName } from "./data_type.ts";
import { shapeOf } from "./read.ts";
import { externalFileOf } from "./tensors.ts";

/** The storage of a tensor's elements by element type; bool uses one byte an element. */
const STORAGE = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Float16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** An element type that JavaScript has a typed array for. */
export type ValueType = keyof typeof STORAGE;

/** The elements of a tensor. */
export type ValueData = InstanceType<typeof STORAGE[ValueType]>;

/** A tensor outside of a file: what goes into a run and comes out. */
export interface TensorValue {
  readonly type: ValueType;
  readonly shape: readonly number[];
  /** The elements in row-major order. */
  readonly data: ValueData;
}

/** True for an element type that JavaScript has a typed array for. */
export function isValueType(type: string | undefined): type is ValueType {
  return type !== undefined && Object.hasOwn(STORAGE, type);
}

/** True for the element types whose values may be NaN or infinite. */
export function isFloat(type: ValueType): boolean {
  return type.startsWith("float");
}

/** The number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Bytes of one element. */
export function elementBytes(type: ValueType): number {
  return STORAGE[type].BYTES_PER_ELEMENT;
}

/** Makes a tensor of numbers, which are rounded to the element type. */
export function tensorValue(
  type: ValueType,
  shape: readonly number[],
  numbers: ArrayLike<number>,
): TensorValue {
  if (type === "int64") return { type, shape, data: BigInt64Array.from(numbers, whole) };
  if (type === "uint64") return { type, shape, data: BigUint64Array.from(numbers, whole) };
  return { type, shape, data: STORAGE[type].from(numbers) };
}

const whole = (number: number) => BigInt(Math.trunc(number));

/** Makes a tensor whose elements are these bytes, little-endian. They are copied. */
export function tensorOfBytes(
  type: ValueType,
  shape: readonly number[],
  bytes: Uint8Array,
): TensorValue {
  const { buffer } = new Uint8Array(bytes);
  return { type, shape, data: new STORAGE[type](buffer) };
}

/** The bytes of a tensor's elements, without a copy. */
export function bytesOfTensor({ data }: TensorValue): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

/** Changes the element type of a tensor. */
export function castTensor(value: TensorValue, type: ValueType): TensorValue {
  if (value.type === type) return value;
  return tensorValue(type, value.shape, numbersOf(value));
}

/** The elements as numbers. Integers above 2^53 are rounded. */
export function numbersOf({ data }: TensorValue): ArrayLike<number> {
  return data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float64Array.from(data, Number)
    : data;
}

/**
 * Reads the tensor of a file; `undefined` for element types without a typed array and for elements
 * in another file.
 */
export function readTensor(tensor: TensorProto): TensorValue | undefined {
  const type = dataTypeName(tensor.dataType);
  if (!isValueType(type) || externalFileOf(tensor) !== undefined) return undefined;
  const shape = shapeOf(tensor);
  if (tensor.rawData.length > 0 || elementCount(shape) === 0) {
    return tensorOfBytes(type, shape, tensor.rawData);
  }
  switch (type) {
    case "float32":
      return tensorValue(type, shape, tensor.floatData);
    case "float64":
      return tensorValue(type, shape, tensor.doubleData);
    case "int64":
      return { type, shape, data: BigInt64Array.from(tensor.int64Data) };
    case "uint64":
      return { type, shape, data: BigUint64Array.from(tensor.uint64Data) };
    case "uint32":
      return { type, shape, data: Uint32Array.from(tensor.uint64Data, Number) };
    case "float16": // the list has the bits of each number
      return { type, shape, data: new Float16Array(Uint16Array.from(tensor.int32Data).buffer) };
    default:
      return tensorValue(type, shape, tensor.int32Data);
  }
}

/** Makes the tensor of a file. It shares the memory of the elements. */
export function writeTensor(name: string, value: TensorValue): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: dataTypeCode(value.type),
    dims: value.shape.map(BigInt),
    rawData: bytesOfTensor(value),
  });
}
