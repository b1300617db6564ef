import assert from "node:assert/strict";
import { type OnnxGraph, onnxType } from "../onnx/model.ts";
import { operandTypes } from "./operand_types.ts";
import { node, onnxGraph } from "./testing/onnx_graph.ts";

/** Element types by the nodes' names. */
const typesOf = (graph: OnnxGraph) =>
  Object.fromEntries([...operandTypes(graph)].map(([{ name }, type]) => [name, type]));

Deno.test("a node computes with what its operand holds, through casts, comparisons and positions", () => {
  const graph = onnxGraph(
    { x: "float32", i: "int32" },
    [
      node("Abs", ["x"], ["abs"]),
      node("Greater", ["abs", "x"], ["positive"]),
      node("Not", ["positive"], ["negative"]),
      node("Cast", ["negative"], ["cast"], { to: { i: onnxType.uint8 } }),
      node("Neg", ["cast"], ["bytes"]),
      node("ArgMax", ["x"], ["best"]),
      node("Neg", ["best"], ["position"]),
      node("TopK", ["i", "k"], ["values", "indices"]),
      node("Neg", ["values"], ["integers"]),
      node("Identity", ["indices"], ["places"]),
      node("Shape", ["x"], ["shape"]),
      node("ConstantOfShape", ["shape"], ["zeros"]),
      node("EyeLike", ["x"], ["eye"], { dtype: { i: onnxType.int32 } }),
      node("Neg", ["eye"], ["minus"]),
    ],
    {},
    ["k"],
  );
  assert.deepEqual(typesOf(graph), {
    abs: "float32",
    positive: "float32",
    negative: "bool",
    cast: "bool",
    bytes: "uint8",
    best: "float32",
    position: "int64",
    values: "int32",
    integers: "int32",
    places: "int64",
    shape: "float32",
    zeros: "float32",
    eye: "int32",
    minus: "int32",
  });
});

Deno.test("a selection and a one-hot code compute with the values, not with the condition or the positions", () => {
  const graph = onnxGraph({ c: "bool", x: "int32", i: "int64", v: "float32" }, [
    node("Where", ["c", "x", "x"], ["chosen"]),
    node("Neg", ["chosen"], ["minus"]),
    node("OneHot", ["i", "i", "v"], ["code"]),
    node("Neg", ["code"], ["negated"]),
  ], {});
  assert.deepEqual(typesOf(graph), {
    chosen: "int32",
    minus: "int32",
    code: "float32",
    negated: "float32",
  });
});

Deno.test("types go into a Loop, from the graph around it too, and come out of it", () => {
  const body = onnxGraph({ i: "int64", go: "bool", state: "int32" }, [
    node("Identity", ["go"], ["go:next"]),
    node("Neg", ["state"], ["state:next"]),
    node("Less", ["outer", "outer"], ["less"]),
  ], { "go:next": "bool", "state:next": "int32", less: "bool" });
  const graph = onnxGraph({ n: "int64", go0: "bool", x: "int32", y: "float32" }, [
    node("Neg", ["y"], ["outer"]),
    node("Loop", ["n", "go0", "x"], ["last", "all"], { body: { graph: body } }),
    node("Abs", ["last"], ["abs"]),
    node("Not", ["all"], ["not"]),
  ], {});
  assert.deepEqual(typesOf(graph), {
    outer: "float32",
    "go:next": "bool",
    "state:next": "int32",
    less: "float32",
    last: "int64",
    abs: "int32",
    not: "bool",
  });
});
