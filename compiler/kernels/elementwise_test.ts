import assert from "node:assert/strict";
import { Lowering } from "../lowering.ts";
import { targets } from "../targets.ts";
import { broadcast, cast, number } from "./elementwise.ts";

const lowering = () => new Lowering(targets.portable);

Deno.test("a cast of a uniform constant needs no node and gives tfjs's number", () => {
  const emitted = lowering();
  const stored = (value: number, from: "float32" | "int32", to: "float32" | "int32" | "bool") =>
    cast(emitted, number(value, from), to).fill;
  assert.deepEqual(
    [-2.7, 2 ** 31, 3e9, NaN, Infinity].map((value) => stored(value, "float32", "int32")),
    [-2, -(2 ** 31), Int32Array.of(3e9)[0], 0, 0],
  );
  assert.deepEqual(
    [0, -0, 0.3, NaN].map((value) => stored(value, "float32", "bool")),
    [0, 0, 1, 1],
  );
  assert.equal(stored(7, "int32", "float32"), 7);
  assert.deepEqual(emitted.nodes, []);
});

Deno.test("a cast to double keeps the number that float32 represents", () => {
  assert.equal(cast(lowering(), number(0.1), "float64").fill, Math.fround(0.1));
});

Deno.test("a uniform constant is expanded only if the result gets its shape from it alone", () => {
  const operators = (shape: readonly number[]) => {
    const emitted = lowering();
    const x = emitted.value("x", [3]);
    const sum = broadcast(emitted, "Add", [x, { ...number(1), shape }], "float32");
    assert.deepEqual(sum.shape, shape.length > 1 ? shape : [3]);
    return emitted.nodes.map(({ opType }) => opType);
  };
  assert.deepEqual(operators([3]), ["Add"]);
  assert.deepEqual(operators([2, 3]), ["Expand", "Add"]);
});
