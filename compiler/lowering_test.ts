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

Deno.test("a node that leaves its subgraph keeps the layer's name", () => {
  const l = lowering();
  l.scope = "rnn";
  const inner = l.subgraph();
  assert.equal(inner.declare("x"), "rnn/x");
  inner.scope = "rnn/cell";
  assert.equal(inner.emit("Neg", ["a"]), "rnn/cell/Neg");
  assert.equal(inner.result("Identity", "a", "y"), "rnn/cell/y/next");
  assert.deepEqual(l.nodes.map(({ name }) => name), ["rnn/cell/Neg"]);
  assert.deepEqual(inner.nodes.map(({ input, output }) => [input, output]), [
    [["a"], ["rnn/cell/y/next"]],
  ]);
});

Deno.test("several outputs of a node have the first one's name and a number", () => {
  const l = lowering();
  const inner = l.subgraph();
  const x = inner.declare("x");
  const names = inner.emitMany("Split", [x, "sizes"], {}, 3);
  assert.deepEqual(names, ["Split", "Split:1", "Split:2"]);
  inner.emit("Neg", [names[2]!]);
  assert.deepEqual([l.nodes.length, inner.nodes.length], [0, 2], "the last depends on x too");
});

Deno.test("constants of up to 64 elements are compared, larger ones are kept as they are", () => {
  const l = lowering();
  const made = (size: number) => l.constant("float32", [size], new Float32Array(size));
  assert.equal(made(64), made(64));
  assert.notEqual(made(65), made(65));
  assert.deepEqual(l.initializers.map(({ name }) => name), [
    "constant",
    "constant_1",
    "constant_2",
  ]);
});

Deno.test("a uniform constant is expanded to its shape, in its layout, where a node reads it", () => {
  const l = lowering();
  const tensor: Lowered = { name: "", shape: [2, 3], dtype: "float32", layout: [1, 0], fill: 7 };
  l.name(tensor);
  const [expand] = l.nodes;
  assert.equal(expand!.opType, "Expand");
  assert.equal(expand!.input[1], l.ints([3, 2]));
  const scalar = { ...tensor, shape: [], layout: [] };
  assert.equal(l.name(scalar), l.scalar(7));
  assert.equal(l.as(tensor, [0, 1]), l.name({ ...tensor, layout: [0, 1] }));
  assert.equal(l.broadcastable(tensor, [0, 1]), l.scalar(7));
  assert.equal(l.nodes.length, 2);
});

Deno.test("a shape with a length of 0 is meant so", () => {
  const l = lowering();
  l.reshape("x", [0, 3]);
  l.reshape("x", [1, 3]);
  const attributes = l.nodes.map(({ attribute }) =>
    attribute.map(({ name, i }) => [name, Number(i)])
  );
  assert.deepEqual(attributes, [[["allowzero", 1]], []]);
});

Deno.test("a tensor is broadcast by leading axes of length 1, where its layout needs them", () => {
  const l = lowering();
  const of = (name: string, shape: number[], layout: number[]): Lowered => ({
    ...{ name, shape, dtype: "float32", layout },
  });
  const ops = () => l.nodes.splice(0).map(({ opType, input }) => [opType, ...input]);
  assert.equal(l.broadcastable(of("s", [], []), NCHW), "s");
  assert.equal(l.broadcastable(of("b", [5], [0]), [0, 1, 2, 3]), "b");
  assert.deepEqual(ops(), []);
  l.broadcastable(of("one", [1], [0]), NCHW);
  assert.deepEqual(ops(), [["Reshape", "one", l.ints([])]]);
  l.broadcastable(of("bias", [5], [0]), NCHW);
  const [shape, ...more] = ops();
  assert.deepEqual(shape, ["Reshape", "bias", l.ints([1, 1, 1, 5])]);
  assert.deepEqual(more.map(([op]) => op), ["Reshape"], "to [1, 5, 1, 1]");
  l.broadcastable(of("turned", [4, 5], [1, 0]), NCHW);
  assert.deepEqual(ops().map(([op]) => op), ["Reshape", "Reshape"], "its channels are first");
  l.broadcastable(of("wide", [4, 5], [0, 1]), NCHW);
  assert.deepEqual(ops().map(([op]) => op), ["Reshape", "Transpose"]);
});
