import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { FunctionProtoSchema, type ModelProto, SparseTensorProtoSchema } from "onnx-buf";
import { makeGraph, makeModel, makeNode, makeTensor, makeValueInfo } from "../make.ts";
import { rewritableOpset } from "./well_formed.ts";

const value = (name: string) => ({ name, type: "float32", shape: [1] }) as const;
const constant = (name: string) => makeTensor(name, "float32", [1], Float32Array.of(1));

/** y = -(x + w), with an optional input that is left out. */
const model = () =>
  makeModel({
    graph: makeGraph({
      name: "g",
      inputs: [value("x")],
      outputs: [value("y")],
      initializers: [constant("w")],
      nodes: [makeNode("Add", ["x", "w"], ["a"]), makeNode("Clip", ["a", "", "w"], ["y", ""])],
    }),
    opsets: { "": 17, "my.own": 1 },
  });

/** The opset after a change of the model. */
function opsetAfter(change: (model: ModelProto, graph: NonNullable<ModelProto["graph"]>) => void) {
  const changed = model();
  change(changed, changed.graph!);
  return rewritableOpset(changed);
}

Deno.test("a well formed model has the opset of ai.onnx, in either spelling and from 11 on", () => {
  assert.equal(rewritableOpset(model()), 17);
  assert.equal(opsetAfter(({ opsetImport }) => opsetImport[0]!.domain = "ai.onnx"), 17);
  assert.equal(opsetAfter(({ opsetImport }) => opsetImport[0]!.version = 11n), 11);
  assert.equal(opsetAfter((model) => model.irVersion = 4n), 17);
  assert.equal(opsetAfter((_, { node }) => node.forEach((each) => each.name = "")), 17);
});

/** Changes after which a model stays as it is. */
const CHANGES: Readonly<Record<string, Parameters<typeof opsetAfter>[0]>> = {
  "no graph": (model) => delete (model as { graph?: unknown }).graph,
  "an earlier format": (model) => model.irVersion = 3n,
  "an earlier opset": ({ opsetImport }) => opsetImport[0]!.version = 10n,
  "no opset of ai.onnx": ({ opsetImport }) => opsetImport.shift(),
  "two opsets of ai.onnx": ({ opsetImport }) => opsetImport[1]!.domain = "ai.onnx",
  "a function": ({ functions }) => functions.push(create(FunctionProtoSchema, { name: "f" })),
  "a sparse constant": (_, graph) => graph.sparseInitializer.push(create(SparseTensorProtoSchema)),
  "a declared value": (_, graph) => graph.valueInfo.push(makeValueInfo(value("a"))),
  "two constants of a name": (_, graph) => graph.initializer.push(constant("w")),
  "two inputs of a name": (_, graph) => graph.input.push(makeValueInfo(value("x"))),
  "two outputs of a name": (_, graph) => graph.output.push(makeValueInfo(value("y"))),
  "an input without a name": (_, graph) => graph.input.push(makeValueInfo(value(""))),
  "a subgraph": (_, { node }) =>
    node.push(makeNode("If", ["x"], ["i"], { then_branch: { graph: model().graph! } })),
  "two nodes of a name": (_, { node }) => node[1]!.name = node[0]!.name,
  "a value that is read before it is there": (_, { node }) => node.reverse(),
  "a value that two nodes compute": (_, { node }) => node.push(makeNode("Neg", ["x"], ["a"])),
  "a node that computes an input": (_, { node }) => node.push(makeNode("Neg", ["w"], ["x"])),
  "an output that is nowhere": (_, graph) => graph.output.push(makeValueInfo(value("z"))),
};

for (const [what, change] of Object.entries(CHANGES)) {
  Deno.test(`a model with ${what} is not rewritten`, () => {
    assert.equal(opsetAfter(change), undefined);
  });
}
