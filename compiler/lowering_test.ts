import assert from "node:assert/strict";
import { NCHW } from "./layout.ts";
import { type Lowered, Lowering } from "./lowering.ts";
import { targets } from "./targets.ts";

const lowering = () => new Lowering(targets.portable);

Deno.test("equal nodes are emitted once", () => {
  const l = lowering();
  const first = l.emit("LeakyRelu", ["x"], { alpha: { f: 0.1 } });
  assert.equal(l.emit("LeakyRelu", ["x"], { alpha: { f: 0.1 } }), first);
  assert.notEqual(l.emit("LeakyRelu", ["x"], { alpha: { f: 0.2 } }), first);
  assert.notEqual(l.emit("LeakyRelu", ["y"], { alpha: { f: 0.1 } }), first);
  assert.notEqual(l.emit("LeakyRelu", ["x"], { alpha: { f: 0.1 } }, "other.domain"), first);
  assert.equal(l.nodes.length, 4);
});

Deno.test("equal small constants are made once; 0 and -0, types and shapes differ", () => {
  const l = lowering();
  const zero = l.scalar(0);
  assert.equal(l.scalar(0), zero);
  const others = [
    l.scalar(-0),
    l.scalar(0, "int32"),
    l.scalar(0, "bool"),
    l.constant("float32", [1], Float32Array.of(0)),
    l.scalar(1),
    l.scalar(NaN),
    l.ints([0]),
  ];
  assert.equal(new Set([zero, ...others]).size, 8);
  assert.equal(l.ints([1, 2]), l.ints([1, 2]));
  assert.notEqual(l.ints([1, 2]), l.ints([12]));
});

Deno.test("nodes are named after the layer that calls them, and names are unique", () => {
  const l = lowering();
  l.scope = "conv1";
  const names = [l.emit("Conv", ["x"]), l.emit("Conv", ["y"])];
  l.scope = "";
  names.push(l.emit("Conv", ["z"]));
  assert.deepEqual(names, ["conv1/Conv", "conv1/Conv_1", "Conv"]);
});

Deno.test("taken names are not used again", () => {
  const l = new Lowering(targets.portable, ["Relu", "scalar", "ints"]);
  const names = [l.emit("Relu", ["x"]), l.scalar(1), l.ints([1])];
  assert.deepEqual(names, ["Relu_1", "scalar_1", "ints_1"]);
});

Deno.test("a name that equals another one with its number is not used twice", () => {
  const l = lowering();
  const names = [
    l.constant("float32", [], Float32Array.of(1), "a_1"),
    l.constant("float32", [], Float32Array.of(2), "a"),
    l.constant("float32", [], Float32Array.of(3), "a"),
  ];
  assert.equal(new Set(names).size, 3, `${names}`);
});

Deno.test("another layout is a Reshape when only axes of length 1 move, else a Transpose", () => {
  const l = lowering();
  const tensor = (shape: number[]): Lowered => ({
    name: `x${shape}`,
    shape,
    dtype: "float32",
    layout: [0, 1, 2, 3],
  });
  assert.equal(l.as(tensor([2, 3, 4, 5]), [0, 1, 2, 3]), "x2,3,4,5");
  l.as(tensor([2, 3, 4, 5]), NCHW);
  l.as(tensor([2, 3, 4, 1]), NCHW);
  l.as(tensor([2, 1, 1, 5]), NCHW);
  assert.deepEqual(l.nodes.map(({ opType }) => opType), ["Transpose", "Reshape", "Reshape"]);
});

Deno.test("a subgraph has the nodes that depend on its inputs, and no constants", () => {
  const l = lowering();
  const inner = l.subgraph();
  const x = inner.declare("x");
  const outside = inner.emit("Neg", [inner.scalar(1)]);
  const inside = inner.emit("Add", [x, outside]);
  inner.result("Identity", inside, "y");
  assert.deepEqual(l.nodes.map(({ opType }) => opType), ["Neg"]);
  assert.deepEqual(inner.nodes.map(({ opType }) => opType), ["Add", "Identity"]);
  assert.equal(l.initializers.length, 1);
  assert.equal(inner.initializers.length, 0);
  const names = [...l.nodes, ...inner.nodes].flatMap(({ output }) => output);
  assert.equal(new Set([x, ...names]).size, names.length + 1);
});
