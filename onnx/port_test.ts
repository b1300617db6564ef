import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { type TypeProto, TypeProtoSchema, ValueInfoProtoSchema } from "onnx-buf";
import { elementType } from "./element_type.ts";
import { makeValueInfo } from "./make.ts";
import { portOf, portText } from "./port.ts";

const text = (name: string, type?: TypeProto) =>
  portText(portOf(create(ValueInfoProtoSchema, { name, ...(type ? { type } : {}) })));

const tensor = create(TypeProtoSchema, {
  value: { case: "tensorType", value: { elemType: elementType.float32 } },
});

Deno.test("a tensor has its element type and shape, with ? for an unknown length", () => {
  const port = portOf(makeValueInfo({ name: "x", type: "int64", shape: ["batch", 3, ""] }));
  assert.deepEqual(port, { name: "x", type: "int64", shape: ["batch", 3, "?"] });
  assert.equal(portText(port), "x int64[batch, 3, ?]");
  assert.equal(
    text("scalar", makeValueInfo({ name: "", type: "bool", shape: [] }).type),
    "scalar bool[]",
  );
  assert.equal(text("any", tensor), "any float32");
});

Deno.test("sequences, optionals and maps are described, and a missing type is unknown", () => {
  const sequence = create(TypeProtoSchema, {
    value: { case: "sequenceType", value: { elemType: tensor } },
  });
  const optional = create(TypeProtoSchema, {
    value: { case: "optionalType", value: { elemType: sequence } },
  });
  const map = create(TypeProtoSchema, {
    value: { case: "mapType", value: { keyType: elementType.int64, valueType: tensor } },
  });
  const sparse = (elemType: number) =>
    create(TypeProtoSchema, { value: { case: "sparseTensorType", value: { elemType } } });
  const none = 0; // no element type
  const unknown = create(TypeProtoSchema, {
    value: { case: "tensorType", value: { elemType: none } },
  });
  const keyless = create(TypeProtoSchema, {
    value: { case: "mapType", value: { keyType: none, valueType: unknown } },
  });
  assert.equal(text("p", sparse(elementType.int32)), "p sparse(int32)");
  assert.equal(text("p", sparse(none)), "p sparse(unknown)");
  assert.equal(text("t", unknown), "t unknown");
  assert.equal(text("k", keyless), "k map(unknown, unknown)");
  assert.equal(text("s", sequence), "s sequence(float32)");
  assert.equal(text("o", optional), "o optional(sequence(float32))");
  assert.equal(text("m", map), "m map(int64, float32)");
  assert.equal(text("u"), "u unknown");
});
