import assert from "node:assert/strict";
import { postOrder } from "./post_order.ts";

const READS: Readonly<Record<string, readonly string[]>> = {
  top: ["left", "right"],
  left: ["base", "left input"],
  right: ["base"],
  other: ["right"],
};
const inputsOf = (name: string) => READS[name] ?? [];

Deno.test("postOrder() has each item once, after those that it reads, in the order of the roots", () => {
  assert.deepEqual(
    postOrder(["top", "other", "base"], inputsOf),
    ["base", "left input", "left", "right", "top", "other"],
  );
  assert.deepEqual(postOrder([], inputsOf), []);
});

Deno.test("postOrder() follows a chain that is too long for recursion, and ends in a circle", () => {
  const order = postOrder([0], (n) => n < 1e5 ? [n + 1] : []);
  assert.deepEqual([order.length, order[0], order.at(-1)], [100_001, 100_000, 0]);
  assert.deepEqual(postOrder(["a"], (name) => name === "a" ? ["b"] : ["a"]), ["b", "a"]);
});
