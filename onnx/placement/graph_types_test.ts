import { create } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { type GraphProto, SparseTensorProtoSchema } from "onnx-buf";
import { elementType } from "../element_type.ts";
import { graphTypes } from "./graph_types.ts";
import { makeNode, makeTensor, makeValueInfo } from "../make.ts";
import { onnxGraph } from "../testing/onnx_graph.ts";

/** Element types by the nodes' names. */
const typesOf = (graph: GraphProto) =>
  Object.fromEntries([...graphTypes(graph).operands].map(([{ name }, type]) => [name, type]));

Deno.test("element types follow from operands, casts, comparisons and positions", () => {
  const graph = onnxGraph(
    { x: "float32", i: "int32" },
    [
      makeNode("Abs", ["x"], ["abs"]),
      makeNode("Greater", ["abs", "x"], ["positive"]),
      makeNode("Not", ["positive"], ["negative"]),
      makeNode("Cast", ["negative"], ["cast"], { to: { i: elementType.uint8 } }),
      makeNode("Neg", ["cast"], ["bytes"]),
      makeNode("ArgMax", ["x"], ["best"]),
      makeNode("Neg", ["best"], ["position"]),
      makeNode("TopK", ["i", "k"], ["values", "indices"]),
      makeNode("Neg", ["values"], ["integers"]),
      makeNode("Identity", ["indices"], ["places"]),
      makeNode("Shape", ["x"], ["shape"]),
      makeNode("ConstantOfShape", ["shape"], ["zeros"]),
      makeNode("EyeLike", ["x"], ["eye"], { dtype: { i: elementType.int32 } }),
      makeNode("Neg", ["eye"], ["minus"]),
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

Deno.test("the type of Where and OneHot is that of the values", () => {
  const graph = onnxGraph({ c: "bool", x: "int32", i: "int64", v: "float32" }, [
    makeNode("Where", ["c", "x", "x"], ["chosen"]),
    makeNode("Neg", ["chosen"], ["minus"]),
    makeNode("OneHot", ["i", "i", "v"], ["code"]),
    makeNode("Neg", ["code"], ["negated"]),
  ], {});
  assert.deepEqual(typesOf(graph), {
    chosen: "int32",
    minus: "int32",
    code: "float32",
    negated: "float32",
  });
});

Deno.test("the type of what makes a tensor is that of its result", () => {
  const makers = [
    "EyeLike",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
  ];
  const nodes = [...makers, "ConstantOfShape", "Constant"].map((op) => makeNode(op, ["x"], [op]));
  const graph = onnxGraph({ x: "int32" }, nodes, {});
  graph.valueInfo = nodes.map(({ name }) => makeValueInfo({ name, type: "float32", shape: [] }));
  assert.deepEqual(Object.values(typesOf(graph)), nodes.map(() => "float32"));
});

Deno.test("the type of a sparse constant is that of its values", () => {
  const graph = onnxGraph({}, [makeNode("Neg", ["sparse"], ["minus"])], {});
  const values = makeTensor("sparse", "float32", [1], Float32Array.of(1));
  graph.sparseInitializer.push(create(SparseTensorProtoSchema, { values }));
  assert.deepEqual(typesOf(graph), { minus: "float32" });
});

Deno.test("an output of a subgraph that declares no type has that of its node", () => {
  const body = onnxGraph({}, [makeNode("Not", ["outer"], ["inner"])], { inner: "float32" });
  body.output[0]!.type = undefined as never;
  const graph = onnxGraph({ outer: "bool" }, [
    makeNode("If", ["outer"], ["chosen"], { then_branch: { graph: body } }),
    makeNode("Identity", ["chosen"], ["copy"]),
  ], {});
  assert.equal(typesOf(graph).copy, "bool");
});

Deno.test("element types are passed into a Loop and out of it", () => {
  const body = onnxGraph({ i: "int64", go: "bool", state: "int32" }, [
    makeNode("Identity", ["go"], ["go:next"]),
    makeNode("Neg", ["state"], ["state:next"]),
    makeNode("Less", ["outer", "outer"], ["less"]),
  ], { "go:next": "bool", "state:next": "int32", less: "bool" });
  const graph = onnxGraph({ n: "int64", go0: "bool", x: "int32", y: "float32" }, [
    makeNode("Neg", ["y"], ["outer"]),
    makeNode("Loop", ["n", "go0", "x"], ["last", "all"], { body: { graph: body } }),
    makeNode("Abs", ["last"], ["abs"]),
    makeNode("Not", ["all"], ["not"]),
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

Deno.test("a type that no rule gives is the one that the file declares, else undefined", () => {
  const graph = onnxGraph({ x: "float32" }, [
    makeNode("Mystery", ["x"], ["known", "unknown"], {}, { domain: "my.own" }),
    makeNode("Neg", ["known"], ["minus"]),
    makeNode("Neg", ["unknown"], ["negated"]),
    makeNode("Abs", ["negated"], ["size"]),
  ], {});
  graph.valueInfo.push(makeValueInfo({ name: "known", type: "int32", shape: [] }));
  assert.deepEqual(typesOf(graph), {
    known: "float32",
    minus: "int32",
    negated: undefined,
    size: undefined,
  });
});

Deno.test("quantised values have the type of their zero point, and back that of the scale", () => {
  const graph = onnxGraph({ x: "float32", zero: "uint8" }, [
    makeNode("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
    makeNode("DequantizeLinear", ["q", "x", "zero"], ["y"]),
    makeNode("DynamicQuantizeLinear", ["y"], ["d", "d_scale", "d_zero"]),
    makeNode("MatMulInteger", ["d", "d", "d_zero"], ["product"]),
    makeNode("Cast", ["product"], ["float"], { to: { i: 10 } }),
    makeNode("Relu", ["float"], ["z"]),
  ], {});
  assert.deepEqual(typesOf(graph), {
    q: "float32",
    y: "uint8",
    d: "float32",
    product: "uint8",
    float: "int32",
    z: "float16",
  });
});
