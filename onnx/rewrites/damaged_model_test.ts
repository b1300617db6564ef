import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  FunctionProtoSchema,
  type GraphProto,
  type ModelProto,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
} from "onnx-buf";
import { makeAttribute, makeNode, makeTensor, makeValueInfo } from "../make.ts";
import { decodeModel, encodeModel } from "../encode.ts";
import { rewriteForCpu } from "./for_cpu.ts";
import { rewriteForCuda } from "./for_cuda.ts";

const zoo = (name: string) => readFile(new URL(`../../models/zoo/${name}.onnx`, import.meta.url));
const lenet = await zoo("lenet/model"), decoder = await zoo("vae/decoder");

const nodeOf = (graph: GraphProto, op: string) => graph.node.find(({ opType }) => opType === op)!;
const constant = (graph: GraphProto, name: string) =>
  graph.initializer.find((tensor) => tensor.name === name)!;
/** The filter of LeNet's first convolution. */
const filter = (graph: GraphProto) => constant(graph, nodeOf(graph, "Conv").input[1]!);
const bias = (graph: GraphProto) => constant(graph, nodeOf(graph, "Conv").input[2]!);
const insert = (graph: GraphProto, before: string, node = makeNode("Relu", ["image"], ["new"])) =>
  graph.node.splice(graph.node.indexOf(nodeOf(graph, before)), 0, node);

/** Damages of LeNet's graph that both rewrites of its first pooling would have hidden. */
const POOLING: Readonly<Record<string, (graph: GraphProto, model: ModelProto) => void>> = {
  "half of a filter": (graph) => filter(graph).rawData = filter(graph).rawData.slice(0, 300),
  "a filter with a byte too few": (graph) => filter(graph).rawData = filter(graph).rawData.slice(1),
  "a filter that announces 2^40 channels": (graph) => filter(graph).dims[1] = 2n ** 40n,
  "a filter with two negative lengths": (graph) => filter(graph).dims = [-6n, -1n, 5n, 5n],
  "a filter without channels": (graph) => {
    filter(graph).dims[1] = 0n;
    filter(graph).rawData = new Uint8Array();
  },
  "a filter in two fields": (graph) => filter(graph).floatData = [1],
  "a filter of an infinite number": (graph) => filter(graph).rawData.set([0, 0, 0x80, 0x7f]),
  "a filter in another file": (graph) => filter(graph).dataLocation = DataLocation.EXTERNAL,
  "half of a bias": (graph) => bias(graph).rawData = bias(graph).rawData.slice(0, 12),
  "a bias with a wrong length": (graph) => {
    bias(graph).dims = [3n];
    bias(graph).rawData = bias(graph).rawData.slice(0, 12);
  },
  "a wrong kernel_shape": (graph) =>
    nodeOf(graph, "Conv").attribute = [makeAttribute("kernel_shape", { ints: [3, 3] })],
  "strides of another type": (graph) => {
    const strides = makeAttribute("strides", { ints: [1, 1] });
    nodeOf(graph, "Conv").attribute.push({ ...strides, type: 2 });
  },
  "an attribute that Conv does not have": (graph) =>
    nodeOf(graph, "Conv").attribute.push(makeAttribute("beta", { i: 1 })),
  "an attribute twice": (graph) =>
    nodeOf(graph, "MaxPool").attribute.push(makeAttribute("strides", { ints: [2, 2] })),
  "an attribute that MaxPool does not have": (graph) =>
    nodeOf(graph, "MaxPool").attribute.push(makeAttribute("beta", { i: 1 })),
  "a pooling of two inputs": (graph) => nodeOf(graph, "MaxPool").input.push("image"),
  "a step of nothing in front": (graph) =>
    insertPool(graph, { kernel_shape: { ints: [1, 1] }, strides: { ints: [0, 0] } }),
  "a window larger than the image in front": (graph) =>
    insertPool(graph, { kernel_shape: { ints: [99, 99] } }),
};

function insertPool(graph: GraphProto, attributes: Parameters<typeof makeNode>[3]) {
  const conv = nodeOf(graph, "Conv");
  insert(graph, "Conv", makeNode("MaxPool", [conv.input[0]!], ["new"], attributes));
  conv.input[0] = "new";
}

/** Damages of a whole graph. */
const WHOLE: typeof POOLING = {
  "a shape that the file declares": (graph) => {
    const [name] = nodeOf(graph, "Conv").output;
    graph.valueInfo.push(makeValueInfo({ name: name!, type: "int64", shape: [9] }));
  },
  "a circle": (graph) => nodeOf(graph, "Mul").input[0] = nodeOf(graph, "MaxPool").output[0]!,
  "a value that nothing computes": (graph) =>
    insert(graph, "Conv", makeNode("Relu", ["nowhere"], ["new"])),
  "a value that two nodes compute": (graph) => {
    insert(graph, "Conv");
    insert(graph, "Conv");
  },
  "two nodes with one name": (graph) =>
    nodeOf(graph, "MaxPool").name = nodeOf(graph, "Conv").name = "same",
  "two constants with one name": (graph) =>
    graph.initializer.push(makeTensor(filter(graph).name, "float32", [1], Float32Array.of(1))),
  "an output that nothing computes": (graph) =>
    graph.output.push(makeValueInfo({ name: "nowhere", type: "float32", shape: [] })),
  "a function that gives an operator another meaning": (_, model) =>
    model.functions.push(create(FunctionProtoSchema, { name: "Relu" })),
  "two versions of the operators": (_, model) =>
    model.opsetImport.push({ ...model.opsetImport[0]! }),
};

function damaged(bytes: Uint8Array, damage: typeof POOLING[string]): Uint8Array {
  const model = decodeModel(new Uint8Array(bytes)); // a copy, because damages change its bytes
  damage(model.graph!, model);
  return encodeModel(model);
}

for (const [what, damage] of Object.entries(POOLING)) {
  Deno.test(`no pooling is rewritten beside ${what}`, () => {
    const operators = decodeModel(rewriteForCpu(damaged(lenet, damage))).graph!.node
      .map(({ opType }) => opType);
    assert.ok(operators.includes("Conv") && !operators.includes("ReduceMax"), operators.join());
  });
}

for (const [what, damage] of Object.entries(WHOLE)) {
  Deno.test(`a model stays as it is with ${what}`, () => {
    const broken = damaged(lenet, damage);
    for (const rewrite of [rewriteForCpu, rewriteForCuda]) assert.equal(rewrite(broken), broken);
  });
}

/** Damages of the Pad nodes in front of LeNet's second convolution. */
const PADDING: typeof POOLING = {
  "an attribute that Pad does not have": (graph) =>
    lastPad(graph).attribute.push(makeAttribute("beta", { i: 1 })),
  "a mode of another type": (graph) =>
    lastPad(graph).attribute.push(makeAttribute("mode", { i: 1 })),
  "a second output": (graph) => lastPad(graph).output.push("second"),
  "half of the amounts": (graph) => {
    const pads = constant(graph, lastPad(graph).input[1]!);
    pads.rawData = pads.rawData.slice(0, 32);
  },
  "amounts of another shape": (graph) => constant(graph, lastPad(graph).input[1]!).dims = [2n, 4n],
};

const lastPad = (graph: GraphProto) => graph.node.findLast(({ opType }) => opType === "Pad")!;

for (const [what, damage] of Object.entries(PADDING)) {
  Deno.test(`channel padding stays beside ${what}`, () => {
    const broken = damaged(lenet, damage);
    const pads = (bytes: Uint8Array) =>
      decodeModel(bytes).graph!.node.filter(({ opType }) => opType === "Pad").length;
    assert.equal(pads(rewriteForCpu(broken)), pads(broken));
  });
}

Deno.test("pads that cut off more than a transposed convolution makes stay as they are", () => {
  const broken = damaged(decoder, (graph) => {
    for (const node of graph.node.filter(({ opType }) => opType === "ConvTranspose")) {
      node.attribute.find(({ name }) => name === "pads")!.ints = [0n, 0n, 9n, 9n];
    }
  });
  assert.equal(rewriteForCuda(broken), broken);
});

Deno.test("nodes and constants that nothing needs stay, so that ONNX Runtime refuses broken ones", () => {
  const broken = damaged(lenet, (graph) => {
    graph.node.push(create(NodeProtoSchema, { opType: "NoOperator", output: ["unused"] }));
    graph.initializer.push(makeTensor("unused too", "float32", [9], Float32Array.of(1)));
  });
  const { node, initializer } = decodeModel(rewriteForCpu(broken)).graph!;
  assert.ok(node.some(({ opType }) => opType === "ReduceMax"));
  assert.ok(node.some(({ opType }) => opType === "NoOperator"));
  assert.ok(initializer.some(({ name }) => name === "unused too"));
});
