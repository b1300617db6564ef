import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { portsInOrder } from "./ports.ts";

const port = (name: string) => ({ name, type: "float32" as const, shape: [1] });
const graph = { inputs: [port("x"), port("y")], outputs: [port("a"), port("b")] };

Deno.test("a graph gets the model's order of inputs and outputs", () => {
  const { inputs, outputs } = portsInOrder(graph, ["y", "x"], ["b", "a"]);
  assert.deepEqual(inputs.map(({ name }) => name), ["y", "x"]);
  assert.deepEqual(outputs.map(({ name }) => name), ["b", "a"]);
});

Deno.test("a graph that lost or gained an input or output is refused", () => {
  const refused = (inputs: string[], outputs: string[], message: RegExp) =>
    assert.throws(
      () => portsInOrder(graph, inputs, outputs),
      (error) => error instanceof WeftError && message.test(error.message),
    );
  refused(["x", "y"], ["a", "b", "c"], /outputs, 3 \(a, b, c\), the graph has 2 \(a, b\)/);
  refused(["x", "y"], ["a", "c"], /outputs, 2 \(a, c\)/);
  refused(["x", "y"], ["a", "a"], /outputs, 2 \(a, a\)/);
  refused(["x", "y"], ["a"], /outputs, 1 \(a\), the graph has 2/);
  refused(["x", "z"], ["a", "b"], /inputs, 2 \(x, z\)/);
});
