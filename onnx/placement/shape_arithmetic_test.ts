import assert from "node:assert/strict";
import type { GraphProto } from "onnx-buf";
import { shapeArithmetic } from "./shape_arithmetic.ts";
import { makeNode } from "../make.ts";
import { onnxGraph } from "../testing/onnx_graph.ts";

const namesOf = (graph: GraphProto) => [...shapeArithmetic(graph)].map(({ name }) => name);

Deno.test("nodes that depend on shapes and constants and are read as shapes count", () => {
  const graph = onnxGraph(
    { x: "float32" },
    [
      makeNode("Abs", ["x"], ["abs"]),
      makeNode("Shape", ["abs"], ["length"]),
      makeNode("Mul", ["two", "length"], ["scaled"]),
      makeNode("Add", ["scaled", "one"], ["shape"]),
      makeNode("Reshape", ["abs", "shape"], ["reshaped"]),
      makeNode("Slice", ["reshaped", "one", "scaled"], ["y"]),
    ],
    { y: "float32" },
    ["one", "two"],
  );
  assert.deepEqual(namesOf(graph), ["length", "scaled", "shape"]);
});

Deno.test("nodes that are read as data or as results do not count, nor do those they read", () => {
  const graph = onnxGraph({ x: "float32" }, [
    makeNode("Shape", ["x"], ["length"]),
    makeNode("Cast", ["length"], ["real"], { to: { i: 1 } }),
    makeNode("Div", ["x", "real"], ["y"]),
    makeNode("Shape", ["y"], ["shape"]),
  ], { y: "float32", shape: "int64" });
  assert.deepEqual(namesOf(graph), []);
});

Deno.test("nodes that depend on other inputs than shapes do not count", () => {
  const graph = onnxGraph({ x: "float32", shift: "int64" }, [
    makeNode("Shape", ["x"], ["length"]),
    makeNode("Add", ["length", "shift"], ["shape"]),
    makeNode("Expand", ["x", "shape"], ["y"]),
  ], { y: "float32" });
  assert.deepEqual(namesOf(graph), []);
});

Deno.test("the count and the condition of a Loop count, its results do not", () => {
  const body = onnxGraph({ i: "int64", go: "bool", state: "float32" }, [
    makeNode("Gather", ["xs", "i"], ["x"]),
    makeNode("Add", ["state", "x"], ["state:next"]),
    makeNode("Identity", ["go"], ["go:next"]),
    makeNode("Neg", ["i"], ["counted"]),
  ], { "go:next": "bool", "state:next": "float32", counted: "int64" });
  const graph = onnxGraph(
    { xs: "float32", start: "float32" },
    [
      makeNode("Shape", ["xs"], ["steps"]),
      makeNode("Squeeze", ["steps"], ["count"]),
      makeNode("Loop", ["count", "always", "start"], ["end", "numbers"], { body: { graph: body } }),
    ],
    { end: "float32", numbers: "int64" },
    ["always"],
  );
  assert.deepEqual(namesOf(graph), ["steps", "count", "go:next"]);
});

/** The operands of operators by the standard's names; a star marks what the CPU reads. */
const OPERANDS: Readonly<Record<string, string>> = {
  Add: "A B",
  ConstantOfShape: "*input",
  CumSum: "x *axis",
  Expand: "input *shape",
  Gather: "data indices",
  If: "*cond",
  Loop: "*M *cond v_initial",
  MaxUnpool: "X I *output_shape",
  OneHot: "indices *depth values",
  Pad: "data *pads constant_value",
  Range: "*start *limit *delta",
  ReduceSum: "data *axes",
  Reshape: "data *shape",
  Resize: "X *roi *scales *sizes",
  Slice: "data *starts *ends *axes *steps",
  Split: "input *split",
  Squeeze: "data *axes",
  Tile: "input *repeats",
  TopK: "X *K",
  Trilu: "input *k",
  Unsqueeze: "data *axes",
};

Deno.test("an operand that is a shape, axes, a position or a count is read as a shape", () => {
  for (const [op, operands] of Object.entries(OPERANDS)) {
    const names = operands.split(" ");
    for (const [i, name] of names.entries()) {
      const inputs = names.map((_, at) => at === i ? "length" : "x");
      const graph = onnxGraph(
        { x: "float32" },
        [makeNode("Shape", ["x"], ["length"]), makeNode(op, inputs, ["y"])],
        { y: "float32" },
      );
      assert.deepEqual(namesOf(graph), name.startsWith("*") ? ["length"] : [], `${op} ${name}`);
    }
  }
});
