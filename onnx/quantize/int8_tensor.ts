// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import { type TensorProto, TensorProto_DataType as DataType, TensorProtoSchema } from "onnx-buf";

/** Makes a constant of signed bytes. It shares the memory of `values`. */
export function int8Tensor(
  name: string,
  shape: readonly number[],
  { buffer, byteOffset, byteLength }: Int8Array<ArrayBuffer>,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: DataType.INT8,
    dims: shape.map(BigInt),
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  });
}
