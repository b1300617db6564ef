import assert from "node:assert/strict";
import { makeGraph, makeNode, makeTensor, type ValueInfo } from "./make.ts";
import { prefixNames } from "./prefix_names.ts";

const value = (name: string): ValueInfo => ({ name, type: "float32", shape: [2] });

Deno.test("values, initializers and absent inputs of a graph and its subgraphs get the prefix", () => {
  const body = makeGraph({
    name: "body",
    nodes: [makeNode("Clip", ["x", "", "most"], ["y"])],
    inputs: [value("x")],
    outputs: [value("y")],
  });
  const graph = makeGraph({
    name: "outer",
    nodes: [makeNode("Scan", ["a"], ["b"], { body: { graph: body }, num_scan_inputs: { i: 1 } })],
    initializers: [makeTensor("most", "float32", [], Float32Array.of(6))],
    inputs: [value("a")],
    outputs: [value("b")],
  });
  const copy = prefixNames(graph, "step/");
  const [scan] = copy.node;
  assert.deepEqual([scan!.input, scan!.output, scan!.name], [["step/a"], ["step/b"], "b"]);
  assert.deepEqual(copy.initializer.map(({ name, dims }) => [name, dims]), [["step/most", []]]);
  assert.deepEqual(copy.initializer[0]!.rawData, graph.initializer[0]!.rawData);
  assert.deepEqual([...copy.input, ...copy.output].map(({ name }) => name), ["step/a", "step/b"]);
  assert.deepEqual(copy.input[0]!.type, graph.input[0]!.type);
  const inner = scan!.attribute.find(({ name }) => name === "body")!.g!;
  assert.deepEqual(inner.node[0]!.input, ["step/x", "", "step/most"]);
  assert.deepEqual([...inner.input, ...inner.output].map(({ name }) => name), ["step/x", "step/y"]);
  assert.equal(scan!.attribute.find(({ name }) => name === "num_scan_inputs")!.i, 1n);
  assert.equal(graph.node[0]!.input[0], "a");
});
