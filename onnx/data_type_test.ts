import assert from "node:assert/strict";
import { TensorProto_DataType } from "onnx-buf";
import { bytesOf, dataTypeCode, dataTypeName } from "./data_type.ts";

/** The standard's names that are not the usual ones. */
const USUAL: Readonly<Record<string, string>> = { FLOAT: "float32", DOUBLE: "float64" };
/** The bits of the types whose names do not say them. */
const BITS: Readonly<Record<string, number>> = { bool: 8, string: 0 };

Deno.test("every element type of the standard has its name, and the size that the name says", () => {
  const names = Object.keys(TensorProto_DataType).filter((key) => /^(?!UNDEFINED)\D/.test(key));
  assert.ok(names.length > 20);
  for (const standard of names) {
    const code = TensorProto_DataType[standard as keyof typeof TensorProto_DataType];
    const name = dataTypeName(code)!;
    assert.equal(name, USUAL[standard] ?? standard.toLowerCase());
    assert.equal(dataTypeCode(name), code);
    assert.equal(bytesOf(name, 8), BITS[name] ?? Number(/\d+/.exec(name)), name);
  }
  assert.equal(dataTypeName(TensorProto_DataType.UNDEFINED), undefined);
});

Deno.test("packed elements share bytes, and the last byte may be partly empty", () => {
  assert.deepEqual([0, 1, 2, 3].map((count) => bytesOf("int4", count)), [0, 1, 1, 2]);
  assert.deepEqual([1, 4, 5].map((count) => bytesOf("uint2", count)), [1, 1, 2]);
});
