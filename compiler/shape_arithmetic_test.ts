import assert from "node:assert/strict";
import type { OnnxGraph } from "../onnx/model.ts";
import { shapeArithmetic } from "./shape_arithmetic.ts";
import { node, onnxGraph } from "./testing/onnx_graph.ts";

const namesOf = (graph: OnnxGraph) => [...shapeArithmetic(graph)].map(({ name }) => name);

Deno.test("what follows from shapes and constants and is read as a shape is shape arithmetic", () => {
  const graph = onnxGraph(
    { x: "float32" },
    [
      node("Abs", ["x"], ["abs"]),
      node("Shape", ["abs"], ["length"]),
      node("Mul", ["two", "length"], ["scaled"]),
      node("Add", ["scaled", "one"], ["shape"]),
      node("Reshape", ["abs", "shape"], ["reshaped"]),
      node("Slice", ["reshaped", "one", "scaled"], ["y"]),
    ],
    { y: "float32" },
    ["one", "two"],
  );
  assert.deepEqual(namesOf(graph), ["length", "scaled", "shape"]);
});

Deno.test("what is read as data, by a node or as a result, is none, nor is what it follows from", () => {
  const graph = onnxGraph({ x: "float32" }, [
    node("Shape", ["x"], ["length"]),
    node("Cast", ["length"], ["real"], { to: { i: 1 } }),
    node("Div", ["x", "real"], ["y"]),
    node("Shape", ["y"], ["shape"]),
  ], { y: "float32", shape: "int64" });
  assert.deepEqual(namesOf(graph), []);
});

Deno.test("what needs more than shapes is none", () => {
  const graph = onnxGraph({ x: "float32", shift: "int64" }, [
    node("Shape", ["x"], ["length"]),
    node("Add", ["length", "shift"], ["shape"]),
    node("Expand", ["x", "shape"], ["y"]),
  ], { y: "float32" });
  assert.deepEqual(namesOf(graph), []);
});

Deno.test("a Loop's count and condition are shape arithmetic, what it computes is not", () => {
  const body = onnxGraph({ i: "int64", go: "bool", state: "float32" }, [
    node("Gather", ["xs", "i"], ["x"]),
    node("Add", ["state", "x"], ["state:next"]),
    node("Identity", ["go"], ["go:next"]),
    node("Neg", ["i"], ["counted"]),
  ], { "go:next": "bool", "state:next": "float32", counted: "int64" });
  const graph = onnxGraph(
    { xs: "float32", start: "float32" },
    [
      node("Shape", ["xs"], ["steps"]),
      node("Squeeze", ["steps"], ["count"]),
      node("Loop", ["count", "always", "start"], ["end", "numbers"], { body: { graph: body } }),
    ],
    { end: "float32", numbers: "int64" },
    ["always"],
  );
  assert.deepEqual(namesOf(graph), ["steps", "count", "go:next"]);
});
