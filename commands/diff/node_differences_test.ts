import assert from "node:assert/strict";
import type { NodeProto, TensorProto } from "onnx-buf";
import { makeGraph, makeNode } from "../../onnx/make.ts";
import { nodeDifferences, type NodeInGraph } from "./node_differences.ts";
import { numbers } from "./testing/models.ts";

const inGraph = (node: NodeProto, ...initializers: TensorProto[]): NodeInGraph => ({
  node,
  graph: makeGraph({ name: "graph", inputs: [], nodes: [node], initializers, outputs: [] }),
});

const softmax = (axis?: number) =>
  inGraph(makeNode("Softmax", ["x"], ["y"], axis === undefined ? {} : { axis: { i: axis } }));

const add = (name: string, shape: number[], ...values: number[]) =>
  inGraph(makeNode("Add", ["x", name], ["y"]), numbers(name, shape, values));

Deno.test("nodeDifferences() names the operator, the attributes and the constants that differ", () => {
  const cases: [left: NodeInGraph, right: NodeInGraph, differences: string[]][] = [
    [softmax(1), softmax(1), []],
    [softmax(1), softmax(0), ["its attribute axis differs"]],
    [softmax(1), softmax(), ["its attribute axis differs"]],
    [softmax(), softmax(1), ["its attribute axis differs"]],
    [softmax(1), add("w", [1], 1), ["its operator is Softmax in one, Add in the other"]],
    [add("w", [2], 1, 2), add("v", [2], 1, 2), []],
    [
      add("w", [2, 2], 1, 2, 3, 4),
      add("v", [2, 2], 1, 2, 3.5, 4.25),
      ["its constant w differs in 2 of 4 elements, most at [1, 0]: 3 and 3.5"],
    ],
    [
      add("w", [2], 1, 2),
      add("v", [1, 2], 1, 2),
      ["its constant w has another shape: [2] and [1,2]"],
    ],
    [add("w", [1], 1), inGraph(makeNode("Add", ["x", "x"], ["y"])), []],
    [add("w", [1], 1), inGraph(makeNode("Add", ["x"], ["y"])), []],
  ];
  for (const [left, right, differences] of cases) {
    assert.deepEqual(nodeDifferences(left, right), differences);
  }
});
