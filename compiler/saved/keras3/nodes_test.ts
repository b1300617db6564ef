import assert from "node:assert/strict";
import { callsOf, referencesIn } from "./nodes.ts";

const tensor = (...history: [string, number, number]) => ({
  class_name: "__keras_tensor__",
  config: { shape: [null, 2], dtype: "float32", keras_history: history },
});

Deno.test("callsOf() reads tensors, numbers, the mask and whether a layer trains", () => {
  const [a, b, c, d] = [tensor("a", 0, 0), tensor("b", 1, 2), tensor("c", 0, 0), tensor("d", 0, 0)];
  const calls = callsOf("layer", [
    {
      args: [[a, { key: b }], 3],
      kwargs: { training: true, mask: c, initial_state: [d], more: null },
    },
    { args: [a], kwargs: { training: false } },
    { args: [a], kwargs: {} },
    { args: [a] },
  ]);
  assert.deepEqual(calls[0], {
    tensors: [["a", 0, 0], ["b", 1, 2], ["d", 0, 0]],
    numbers: [{ position: 1, value: 3 }],
    training: true,
    mask: ["c", 0, 0],
  });
  const plain = { tensors: [["a", 0, 0]], numbers: [], training: false, mask: undefined };
  assert.deepEqual(calls.slice(1), [plain, plain, plain]);
});

Deno.test("callsOf() refuses other arguments and what is no list of calls", () => {
  const refuses = (nodes: unknown, message: RegExp) =>
    assert.throws(() => callsOf("layer", nodes), { name: "WeftError", message });
  refuses(undefined, /has no list of inbound_nodes/);
  refuses([3], /has a call without args and kwargs/);
  refuses([{ args: "x" }], /has a call without args and kwargs/);
  refuses([{ args: [], kwargs: { more: 1 } }], /is called with the argument 'more'/);
});

Deno.test("referencesIn() finds one reference, a list and a record of them", () => {
  const one = ["a", 0, 1];
  assert.deepEqual(referencesIn(one), [one]);
  assert.deepEqual(referencesIn([one, ["b", 0, 0]]), [one, ["b", 0, 0]]);
  assert.deepEqual(referencesIn({ x: one, y: [["b", 2, 0]] }), [one, ["b", 2, 0]]);
  for (const other of [["a", 0], [0, 0, 0], ["a", "b", "c"], null, "a"]) {
    assert.deepEqual(referencesIn(other), []);
  }
});
