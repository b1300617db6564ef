// This module is browser compatible.
import { TensorProto_DataType as Code } from "onnx-buf";

/**
 * Every element type of ONNX: the number that a file has for it, its name, and the bits of an
 * element in a file. A string has no fixed size.
 */
const TYPES = [
  [Code.FLOAT, "float32", 32],
  [Code.UINT8, "uint8", 8],
  [Code.INT8, "int8", 8],
  [Code.UINT16, "uint16", 16],
  [Code.INT16, "int16", 16],
  [Code.INT32, "int32", 32],
  [Code.INT64, "int64", 64],
  [Code.STRING, "string", 0],
  [Code.BOOL, "bool", 8],
  [Code.FLOAT16, "float16", 16],
  [Code.DOUBLE, "float64", 64],
  [Code.UINT32, "uint32", 32],
  [Code.UINT64, "uint64", 64],
  [Code.COMPLEX64, "complex64", 64],
  [Code.COMPLEX128, "complex128", 128],
  [Code.BFLOAT16, "bfloat16", 16],
  [Code.FLOAT8E4M3FN, "float8e4m3fn", 8],
  [Code.FLOAT8E4M3FNUZ, "float8e4m3fnuz", 8],
  [Code.FLOAT8E5M2, "float8e5m2", 8],
  [Code.FLOAT8E5M2FNUZ, "float8e5m2fnuz", 8],
  [Code.UINT4, "uint4", 4],
  [Code.INT4, "int4", 4],
  [Code.FLOAT4E2M1, "float4e2m1", 4],
  [Code.FLOAT8E8M0, "float8e8m0", 8],
  [Code.UINT2, "uint2", 2],
  [Code.INT2, "int2", 2],
] as const;

/** Name of an element type that a file may have; `element_type.ts` has those that weft writes. */
export type DataType = typeof TYPES[number][1];

const byCode = new Map<number, DataType>(TYPES.map(([code, name]) => [code, name]));
const byName = new Map<string, typeof TYPES[number]>(TYPES.map((type) => [type[1], type]));

/** The name of an element type; `undefined` for a number that ONNX 1.20 does not have. */
export function dataTypeName(code: number): DataType | undefined {
  return byCode.get(code);
}

/** The number that a file has for an element type. */
export function dataTypeCode(name: DataType): number {
  return byName.get(name)![0];
}

/** The bytes of `count` elements; packed types share bytes. 0 for strings. */
export function bytesOf(name: DataType, count: number): number {
  return Math.ceil(count * byName.get(name)![2] / 8);
}
