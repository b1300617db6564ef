import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { SparseTensorProtoSchema } from "onnx-buf";
import { ancestorsOf } from "./ancestors.ts";
import { cutModel, freeValues, withOutputs } from "./cut.ts";
import { elementData } from "./element_type.ts";
import { makeAttribute, makeGraph, makeModel, makeNode, makeTensor } from "./make.ts";
import type { OpenModel } from "./open_model.ts";
import { portOf } from "./port.ts";
import { computedValues, readsOf, requiredInputs } from "./values.ts";

/** x → neg → sum (with a Constant node) → scaled (with an initializer) → y */
function chain(): OpenModel {
  const constant = makeNode("Constant", [], ["one"], {});
  const value = makeAttribute("value", { i: 0 });
  value.t = makeTensor("", "float32", [], Float32Array.of(1));
  constant.attribute = [value];
  const scaled = makeNode("Mul", ["sum", "w"], ["scaled"]);
  scaled.name = "";
  const graph = makeGraph({
    name: "chain",
    inputs: [{ name: "x", type: "float32", shape: ["n"] }],
    initializers: [
      makeTensor("w", "float32", [], Float32Array.of(2)),
      makeTensor("unused", "int64", [], elementData("int64", [1])),
    ],
    nodes: [
      makeNode("Neg", ["x"], ["neg"]),
      constant,
      makeNode("Add", ["neg", "one"], ["sum"]),
      scaled,
      makeNode("Add", ["scaled", "neg"], ["y"]),
    ],
    outputs: [{ name: "y", type: "float32", shape: ["n"] }],
  });
  return { model: makeModel({ graph, opsets: { "": 17 } }), graph };
}

Deno.test("withOutputs() changes the outputs of a copy, fixes shapes and names the nodes", () => {
  const open = chain();
  const { graph, irVersion } = withOutputs(
    open,
    new Map([["x", { type: "float32", shape: [3] }]]),
    ["neg", "y"],
  );
  assert.equal(irVersion, 8n);
  assert.deepEqual(graph!.output.map(({ name }) => name), ["neg", "y"]);
  assert.deepEqual(graph!.node.map(({ name }) => name), ["neg", "one", "sum", "scaled", "y"]);
  assert.deepEqual(graph!.input.map(portOf), [{ name: "x", type: "float32", shape: [3] }]);
  assert.deepEqual(open.graph.output.map(({ name }) => name), ["y"]);
  assert.equal(open.graph.node[3]!.name, "");
});

Deno.test("cutModel() takes nodes with their constants; what they read besides becomes an input", () => {
  const open = chain();
  const nodes = open.graph.node.slice(2, 4);
  assert.deepEqual(freeValues(open.graph, nodes), ["neg"]);
  const { graph } = cutModel(
    open,
    nodes,
    new Map([["neg", { type: "float32", shape: [3] }]]),
    ["scaled"],
  );
  assert.deepEqual(graph!.node.map(({ opType }) => opType), ["Constant", "Add", "Mul"]);
  assert.deepEqual(graph!.initializer.map(({ name }) => name), ["w"]);
  assert.deepEqual(graph!.input.map(({ name }) => name), ["neg"]);
  assert.deepEqual(graph!.output.map(({ name }) => name), ["scaled"]);
});

Deno.test("cutModel() takes the sparse constants that the nodes read, and no others", () => {
  const open = chain();
  const sparse = (name: string) => {
    const values = makeTensor(name, "float32", [1], Float32Array.of(1));
    return create(SparseTensorProtoSchema, { values, dims: [4n] });
  };
  open.graph.initializer = [];
  open.graph.sparseInitializer = [sparse("w"), sparse("unused")];
  const nodes = open.graph.node.slice(3, 4);
  const sum = { type: "float32", shape: [3] } as const;
  const { graph } = cutModel(open, nodes, new Map([["sum", sum]]), ["scaled"]);
  assert.deepEqual(graph!.sparseInitializer.map(({ values }) => values!.name), ["w"]);
  assert.deepEqual(graph!.input.map(({ name }) => name), ["sum"]);
});

Deno.test("ancestorsOf() gives the nodes of a value in order, up to a depth", () => {
  const { graph } = chain();
  const names = (value: string, depth?: number) =>
    ancestorsOf(graph, value, depth).map(({ output }) => output[0]);
  assert.deepEqual(names("scaled"), ["neg", "sum", "scaled"]);
  assert.deepEqual(names("scaled", 1), ["scaled"]);
  assert.deepEqual(names("y", 2), ["neg", "scaled", "y"]);
  assert.deepEqual(names("x"), []);
});

Deno.test("a node with a subgraph reads what the subgraph takes from around it", () => {
  const branch = (name: string) => ({
    graph: makeGraph({
      ...{ name, inputs: [], initializers: [] },
      nodes: [makeNode("Add", ["outer", "inner"], [`${name}:sum`])],
      outputs: [{ name: `${name}:sum`, type: "float32", shape: [] }],
    }),
  });
  const node = makeNode("If", ["condition"], ["y"], { then_branch: branch("then") });
  assert.deepEqual(readsOf(node), ["condition", "outer", "inner"]);
});

Deno.test("computedValues() leaves out constants, requiredInputs() inputs with an initializer", () => {
  const { graph } = chain();
  assert.deepEqual(computedValues(graph).map(({ name, index }) => [name, index]), [
    ...[["neg", 0], ["sum", 2], ["scaled", 3], ["y", 4]],
  ]);
  graph.input.push(
    ...makeGraph({
      ...{ name: "", nodes: [], outputs: [] },
      inputs: [{ name: "w", type: "float32", shape: [] }],
    }).input,
  );
  assert.deepEqual(requiredInputs(graph).map(({ name }) => name), ["x"]);
});
