import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import {
  AttributeProtoSchema,
  file_onnx,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
} from "onnx-buf";
import { externalFile, TENSOR_PATHS } from "./external_data.ts";
import { makeNode } from "./make.ts";

const external = create(TensorProtoSchema, {
  name: "w",
  dataLocation: DataLocation.EXTERNAL,
  externalData: [{ key: "offset", value: "0" }, { key: "location", value: "weights.bin" }],
});
const nodeWith = (attribute: MessageInitShape<typeof AttributeProtoSchema>) =>
  create(NodeProtoSchema, { attribute: [create(AttributeProtoSchema, attribute)] });
const graphOf = (parts: MessageInitShape<typeof GraphProtoSchema>) =>
  create(GraphProtoSchema, parts);
const fileOf = (parts: MessageInitShape<typeof ModelProtoSchema>) =>
  externalFile(toBinary(ModelProtoSchema, create(ModelProtoSchema, parts)));

Deno.test("TENSOR_PATHS has every field of onnx.proto that leads to a tensor", () => {
  const found: Record<string, Record<number, string>> = {};
  const visit = (message: DescMessage) => {
    if (found[message.name]) return;
    found[message.name] = {};
    for (const field of message.fields) {
      const target = field.fieldKind === "message" || field.fieldKind === "list"
        ? field.message
        : undefined;
      if (!target || !(target.name in TENSOR_PATHS)) continue;
      found[message.name]![field.number] = target.name;
      visit(target);
    }
  };
  visit(ModelProtoSchema);
  assert.deepEqual(found, TENSOR_PATHS);
  assert.ok(file_onnx.messages.length > Object.keys(found).length);
});

Deno.test("externalFile() finds a tensor in another file wherever a model can have one", () => {
  const graph = graphOf({ initializer: [external] });
  const nested = graphOf({ node: [nodeWith({ g: graphOf({ node: [nodeWith({ g: graph })] }) })] });
  const cases = {
    "an initializer": { graph },
    "an attribute": { graph: graphOf({ node: [nodeWith({ t: external })] }) },
    "a list of tensors": { graph: graphOf({ node: [nodeWith({ tensors: [external] })] }) },
    "a subgraph of a subgraph": { graph: nested },
    "a sparse tensor": { graph: { sparseInitializer: [{ indices: external }] } },
    "a function": { functions: [{ node: [nodeWith({ t: external })] }] },
    "the part for training": { trainingInfo: [{ algorithm: graph }] },
  };
  for (const [what, parts] of Object.entries(cases)) {
    assert.equal(fileOf(parts), "weights.bin", what);
  }
});

Deno.test("externalFile() finds no other file in a model of one file", () => {
  const described = create(TensorProtoSchema, { ...external, dataLocation: DataLocation.DEFAULT });
  assert.equal(
    fileOf({ graph: { initializer: [described], node: [makeNode("Relu", [], [])] } }),
    undefined,
  );
  assert.equal(fileOf({}), undefined);
});

Deno.test("externalFile() looks no deeper than ONNX Runtime, and needs no stack for it", () => {
  const deep = (levels: number, innermost = graphOf({ initializer: [external] })) => {
    let graph = innermost;
    for (let i = 0; i < levels; i++) graph = graphOf({ node: [nodeWith({ g: graph })] });
    return fileOf({ graph });
  };
  assert.equal(deep(32), "weights.bin"); // 1 + 3 * 32 messages around the tensor
  const inAttribute = graphOf({ node: [nodeWith({ t: external })] });
  assert.equal(deep(32, inAttribute), "weights.bin"); // the tensor is at depth 100
  assert.equal(deep(33), undefined); // at depth 101
  assert.equal(deep(300), undefined);
});
