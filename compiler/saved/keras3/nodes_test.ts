import assert from "node:assert/strict";
import { callsOf, referencesIn } from "./nodes.ts";

const tensor = (name: string, node = 0, index = 0) => ({
  class_name: "__keras_tensor__",
  config: { shape: [null, 4], dtype: "float32", keras_history: [name, node, index] },
});

const call = (args: unknown[], kwargs?: Record<string, unknown>) =>
  callsOf("layer", [kwargs ? { args, kwargs } : { args }])[0]!;

Deno.test("a call has the tensors of its arguments, of lists and records, and of initial states", () => {
  const args = [[tensor("a"), tensor("b", 1)], { c: tensor("c", 0, 2) }, null, "text"];
  const { tensors, numbers, training, mask } = call(args, { initial_state: [tensor("d")] });
  assert.deepEqual(tensors, [["a", 0, 0], ["b", 1, 0], ["c", 0, 2], ["d", 0, 0]]);
  assert.deepEqual([numbers, training, mask], [[], false, undefined]);
});

Deno.test("a call has its numbers by position, its mask, and whether it trains", () => {
  const { numbers, tensors } = call([2, tensor("a"), 0.5]);
  assert.deepEqual(numbers, [{ position: 0, value: 2 }, { position: 2, value: 0.5 }]);
  assert.deepEqual(tensors, [["a", 0, 0]]);
  for (
    const [training, expected] of [[true, true], [false, false], [null, false], ["yes", false]]
  ) {
    assert.equal(call([], { training }).training, expected);
  }
  assert.deepEqual(call([], { mask: tensor("m") }).mask, ["m", 0, 0]);
  assert.deepEqual(call([], { mask: [null, tensor("m")] }).mask, ["m", 0, 0]);
});

Deno.test("a call with an argument of the layer's own is refused, one with nothing is not", () => {
  call([], { axis: null, scale: undefined });
  assert.throws(() => call([], { axis: 0 }), /layer 'layer' is called with the argument 'axis'/);
  assert.throws(() => callsOf("layer", {}), /has no list of inbound_nodes/);
  for (const bad of [null, [], {}, { args: {} }, "x"]) {
    assert.throws(() => callsOf("layer", [bad]), /has a call without args and kwargs/);
  }
});

Deno.test("references are one, a list, or a record of them", () => {
  const [a, b] = [["a", 0, 0], ["b", 1, 2]];
  assert.deepEqual(referencesIn(a), [a]);
  assert.deepEqual(referencesIn([a, b]), [a, b]);
  assert.deepEqual(referencesIn({ x: a, y: [b] }), [a, b]);
  for (const none of [undefined, null, 3, "a", [["a", 0]], ["a", "b", "c"], [1, 2, 3]]) {
    assert.deepEqual(referencesIn(none), []);
  }
});
