import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { TensorProtoSchema } from "onnx-buf";
import { dataTypeCode } from "./data_type.ts";
import {
  castTensor,
  readTensor,
  tensorValue,
  type ValueType,
  writeTensor,
} from "./tensor_value.ts";

const TYPES: readonly ValueType[] = [
  ...["float32", "float64", "float16", "int8", "int16", "int32", "int64"] as const,
  ...["uint8", "uint16", "uint32", "uint64", "bool"] as const,
];

Deno.test("a tensor of every element type is written to a file and read from it", () => {
  for (const type of TYPES) {
    const value = tensorValue(type, [3], [0, 1, 1]);
    assert.deepEqual(readTensor(writeTensor("x", value)), value, type);
  }
});

Deno.test("readTensor() reads elements that are listed as numbers, also the bits of float16", () => {
  const listed = (type: ValueType, fields: object) =>
    Array.from(
      readTensor(
        create(TensorProtoSchema, { dims: [2n], dataType: dataTypeCode(type), ...fields }),
      )!
        .data,
      Number,
    );
  assert.deepEqual(listed("float32", { floatData: [1.5, -2] }), [1.5, -2]);
  assert.deepEqual(listed("float64", { doubleData: [1.5, -2] }), [1.5, -2]);
  assert.deepEqual(listed("int64", { int64Data: [-3n, 4n] }), [-3, 4]);
  assert.deepEqual(listed("uint64", { uint64Data: [3n, 4n] }), [3, 4]);
  assert.deepEqual(listed("uint32", { uint64Data: [3n, 4n] }), [3, 4]);
  assert.deepEqual(listed("int8", { int32Data: [-3, 4] }), [-3, 4]);
  assert.deepEqual(listed("float16", { int32Data: [0x3e00, 0xc000] }), [1.5, -2]);
});

Deno.test("readTensor() does not read types without an array, nor elements in another file", () => {
  const proto = writeTensor("x", tensorValue("float32", [1], [1]));
  proto.externalData = [
    { $typeName: "onnx.StringStringEntryProto", key: "location", value: "w.bin" },
  ];
  assert.equal(readTensor(proto), undefined);
  assert.equal(
    readTensor(create(TensorProtoSchema, { dataType: dataTypeCode("bfloat16") })),
    undefined,
  );
});

Deno.test("castTensor() rounds to the element type", () => {
  const value = tensorValue("float64", [2], [1.9, -1.9]);
  assert.deepEqual([...castTensor(value, "int64").data], [1n, -1n]);
  assert.deepEqual([...castTensor(value, "float16").data], [1.900390625, -1.900390625]);
  assert.equal(castTensor(value, "float64"), value);
});
