// This module is browser compatible.
import { TensorProto_DataType as DataType } from "onnx-buf";

/**
 * ONNX's numbers for the element types that weft reads and writes (onnx.proto,
 * TensorProto.DataType).
 */
export const elementType = {
  float32: DataType.FLOAT,
  uint8: DataType.UINT8,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bool: DataType.BOOL,
  float64: DataType.DOUBLE,
} as const;

/** Name of an element type. */
export type ElementType = keyof typeof elementType;

/** Storage of a tensor's elements; bool uses one byte an element. */
export type ElementData = Float32Array | Float64Array | Uint8Array | Int32Array | BigInt64Array;

const names = new Map<number, ElementType>(
  Object.entries(elementType).map(([name, number]) => [number, name as ElementType]),
);

/** The name of an element type; `undefined` for a type that weft does not have. */
export function elementTypeName(number: number): ElementType | undefined {
  return names.get(number);
}

const storage: Readonly<Record<ElementType, (numbers: readonly number[]) => ElementData>> = {
  float32: (numbers) => Float32Array.from(numbers),
  float64: (numbers) => Float64Array.from(numbers),
  uint8: (numbers) => Uint8Array.from(numbers),
  int32: (numbers) => Int32Array.from(numbers),
  int64: (numbers) => BigInt64Array.from(numbers, BigInt),
  bool: (numbers) => Uint8Array.from(numbers),
};

/** Numbers in the storage of an element type. */
export function elementData(type: ElementType, numbers: readonly number[]): ElementData {
  return storage[type](numbers);
}
