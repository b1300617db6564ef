import assert from "node:assert/strict";
import { ints, modelOf } from "../../tests/rewritten_model.ts";
import { makeNode } from "../make.ts";
import { portOf } from "../port.ts";
import { exposeValues } from "./exposed_values.ts";

const model = () =>
  modelOf({
    ...{ shape: [4], constants: [], outputs: ["b"] },
    nodes: [
      makeNode("Abs", ["x"], ["a"]),
      makeNode("Neg", ["a"], ["b"]),
      makeNode("ArgMax", ["b"], ["place"]),
      makeNode("Transpose", ["b"], ["y"], { perm: ints(1, 0) }),
    ],
  });

Deno.test("exposeValues() makes all float32 values outputs that were none, without a shape", () => {
  const all = model();
  assert.deepEqual(exposeValues(all), ["a"]);
  assert.deepEqual(all.graph!.output.map(({ name }) => name), ["y", "b", "a"]);
  assert.deepEqual(portOf(all.graph!.output[2]!), { name: "a", type: "float32" });
});

Deno.test("exposeValues() exposes values by name, and no others", () => {
  assert.deepEqual(exposeValues(model(), ["a", "b", "place", "nowhere"]), ["a"]);
  assert.deepEqual(exposeValues(model(), []), []);
});
