import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import {
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { elementData, type ElementType, elementType } from "./element_type.ts";
import { makeGraph, makeNode, makeTensor, makeValueInfo } from "./make.ts";
import {
  allNodes,
  elementsOf,
  floatsOf,
  integersOf,
  intOf,
  intsOf,
  subgraphsOf,
  tensorTypeOf,
  textOf,
} from "./read.ts";

const TYPES = Object.keys(elementType) as ElementType[];

Deno.test("attributes are read, and defaults stand in for those that a node does not have", () => {
  const node = makeNode("Conv", [], ["y"], {
    pads: { ints: [1, 0] },
    group: { i: 3 },
    auto_pad: { s: "VALID" },
  });
  assert.deepEqual(intsOf(node, "pads", [7]), [1, 0]);
  assert.deepEqual(intsOf(node, "strides", [7]), [7]);
  assert.deepEqual(intsOf(node, "strides"), []);
  assert.equal(intOf(node, "group", 1), 3);
  assert.equal(intOf(node, "other", 1), 1);
  assert.equal(textOf(node, "auto_pad", "NOTSET"), "VALID");
  assert.equal(textOf(node, "mode", "constant"), "constant");
});

Deno.test("the elements of a constant are read from raw data at any offset", () => {
  for (const type of TYPES) {
    const data = elementData(type, [1, 0, 1]);
    const tensor = makeTensor("c", type, [3], data);
    const shifted = new Uint8Array(tensor.rawData.length + 1);
    shifted.set(tensor.rawData, 1);
    tensor.rawData = shifted.subarray(1);
    assert.deepEqual(elementsOf(tensor), data, type);
  }
});

Deno.test("the elements of a constant are read from the list of its type", () => {
  const lists = {
    float32: { floatData: [1, 0.5] },
    float64: { doubleData: [1, 0.5] },
    int64: { int64Data: [1n, -2n] },
    int32: { int32Data: [1, -2] },
    uint8: { int32Data: [1, 255] },
    bool: { int32Data: [1, 0] },
  };
  for (const type of TYPES) {
    const dataType = elementType[type];
    const tensor = create(TensorProtoSchema, { dataType, dims: [2n], ...lists[type] });
    const numbers = Object.values(lists[type])[0]!.map(Number);
    assert.deepEqual(elementsOf(tensor), elementData(type, numbers), type);
  }
});

Deno.test("nothing is read of other element types and of elements in another file", () => {
  const half = create(TensorProtoSchema, { dataType: DataType.FLOAT16, int32Data: [1] });
  assert.equal(elementsOf(half), undefined);
  const external = create(TensorProtoSchema, {
    dataType: DataType.FLOAT,
    externalData: [{ key: "location", value: "weights.bin" }],
  });
  assert.equal(floatsOf(external), undefined);
  assert.equal(floatsOf(makeTensor("c", "int64", [1], elementData("int64", [1]))), undefined);
  assert.equal(integersOf(makeTensor("c", "int32", [1], elementData("int32", [1]))), undefined);
  assert.deepEqual(integersOf(makeTensor("c", "int64", [1], elementData("int64", [-1]))), [-1]);
  assert.equal(elementsOf(undefined), undefined);
});

Deno.test("nodes of subgraphs come before the node that they belong to", () => {
  const body = makeGraph({
    name: "body",
    nodes: [makeNode("Neg", ["x"], ["inner"])],
    inputs: [],
    outputs: [],
  });
  const loop = makeNode("Loop", [], ["y"], { body: { graph: body }, other: { i: 1 } });
  const graph = makeGraph({ name: "g", nodes: [loop], inputs: [], outputs: [] });
  assert.deepEqual(subgraphsOf(loop).map(({ name }) => name), ["body"]);
  assert.deepEqual(allNodes(graph).map(({ opType }) => opType), ["Neg", "Loop"]);
});

Deno.test("the type of a graph input has symbolic dimensions; without a shape it is undefined", () => {
  const value = makeValueInfo({ name: "x", type: "uint8", shape: ["batch", 3] });
  assert.deepEqual(tensorTypeOf(value), { type: "uint8", shape: ["batch", 3] });
  assert.equal(tensorTypeOf(create(ValueInfoProtoSchema, { name: "x" })), undefined);
});
