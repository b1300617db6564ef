import assert from "node:assert/strict";
import { AttributeProto_AttributeType as AttributeType } from "onnx-buf";
import { decodeModel, encodeModel } from "./encode.ts";
import {
  type AttributeValues,
  makeGraph,
  makeModel,
  makeNode,
  makeTensor,
  type ValueInfo,
} from "./make.ts";

const value: ValueInfo = { name: "x", type: "bool", shape: [] };

const attributes: AttributeValues = {
  i: { i: -7 },
  large: { i: 2 ** 40 },
  f: { f: 0.25 },
  infinite: { f: -Infinity },
  s: { s: "größer" },
  ints: { ints: [3, -1, 0] },
  none: { ints: [] },
  floats: { floats: [0.5, -2] },
  graph: { graph: makeGraph({ name: "inner", nodes: [], inputs: [value], outputs: [value] }) },
};

const tensors = [
  { name: "float32", type: "float32", shape: [2, 1], data: Float32Array.of(1.5, -0) },
  { name: "int32", type: "int32", shape: [3], data: Int32Array.of(1, -2, 3) },
  { name: "int64", type: "int64", shape: [1], data: BigInt64Array.of(-(2n ** 40n)) },
  { name: "uint8", type: "uint8", shape: [2], data: Uint8Array.of(0, 255) },
  { name: "bool", type: "bool", shape: [], data: Uint8Array.of(1) },
  { name: "part", type: "float32", shape: [1], data: Float32Array.of(1, 2, 3).subarray(1, 2) },
  { name: "empty", type: "float32", shape: [0], data: new Float32Array(0) },
] as const;

const graph = makeGraph({
  name: "g",
  nodes: [
    makeNode("Everything", ["x", "", "z"], ["y"], attributes, {
      name: "scope/Everything",
      domain: "test",
    }),
  ],
  initializers: tensors.map(({ name, type, shape, data }) => makeTensor(name, type, shape, data)),
  inputs: [{ name: "x", type: "float32", shape: ["batch", 2, "2*batch"] }],
  outputs: [{ name: "y", type: "int32", shape: [] }],
});
const metadata = { zebra: "1", ant: "2", Zoo: "3" };
const model = decodeModel(
  encodeModel(makeModel({ graph, opsets: { "": 18, test: 1 }, metadata })),
);
const node = model.graph!.node[0]!;

Deno.test("every kind of attribute is encoded and decoded", () => {
  const found = Object.fromEntries(node.attribute.map((each) => [each.name, each]));
  assert.deepEqual(node.attribute.map(({ name }) => name), Object.keys(attributes));
  assert.equal(found.i!.i, -7n);
  assert.equal(found.large!.i, 2n ** 40n);
  assert.equal(found.f!.f, 0.25);
  assert.equal(found.infinite!.f, -Infinity);
  assert.equal(new TextDecoder().decode(found.s!.s), "größer");
  assert.deepEqual(found.ints!.ints, [3n, -1n, 0n]);
  assert.deepEqual(found.none!.ints, []);
  assert.deepEqual(found.floats!.floats, [0.5, -2]);
  assert.equal(found.graph!.g!.name, "inner");
  assert.equal(found.graph!.g!.input[0]!.name, "x");
  const { INT, FLOAT, STRING, INTS, FLOATS, GRAPH } = AttributeType;
  assert.deepEqual(
    node.attribute.map(({ type }) => type),
    [INT, INT, FLOAT, FLOAT, STRING, INTS, INTS, FLOATS, GRAPH],
  );
});

Deno.test("nodes keep their names, domains and omitted inputs", () => {
  assert.equal(node.opType, "Everything");
  assert.equal(node.domain, "test");
  assert.equal(node.name, "scope/Everything");
  assert.deepEqual(node.input, ["x", "", "z"]);
  assert.deepEqual(node.output, ["y"]);
});

Deno.test("constants of every type are encoded, also views of buffers and empty ones", () => {
  const read = model.graph!.initializer.map(({ name, dataType, dims, rawData }) => ({
    name,
    dataType,
    dims: dims.map(Number),
    rawData: [...rawData],
  }));
  const written = tensors.map(({ name, shape, data }, i) => ({
    name,
    dataType: [1, 6, 7, 2, 9, 1, 1][i],
    dims: [...shape],
    rawData: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  }));
  assert.deepEqual(read, written);
});

Deno.test("shapes keep their symbolic lengths", () => {
  const type = model.graph!.input[0]!.type!.value;
  assert.equal(type.case, "tensorType");
  const dims = type.case === "tensorType"
    ? type.value.shape!.dim.map(({ value }) => value.value)
    : [];
  assert.deepEqual(dims, ["batch", 2n, "2*batch"]);
});

Deno.test("metadata is sorted by key, and versions are kept", () => {
  assert.deepEqual(model.metadataProps.map(({ key }) => key), ["Zoo", "ant", "zebra"]);
  assert.deepEqual(
    model.opsetImport.map(({ domain, version }) => [domain, version]),
    [["", 18n], ["test", 1n]],
  );
  assert.equal(model.irVersion, 8n);
  assert.equal(model.producerName, "weft");
});
