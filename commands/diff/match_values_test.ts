import assert from "node:assert/strict";
import { makeNode } from "../../onnx/make.ts";
import { openModel } from "../../onnx/open_model.ts";
import { matchValues } from "./match_values.ts";
import { inFolder, modelOf, runDiff, weight, write } from "./testing/models.ts";

const renamed = (names: readonly [string, string, string], seed = 1) =>
  modelOf({
    inputs: { [`${names[0]}:in`]: [2, 4] },
    constants: [weight("w", [4, 4], seed)],
    nodes: [
      makeNode("MatMul", [`${names[0]}:in`, "w"], [names[0]]),
      makeNode("Tanh", [names[0]], [names[1]]),
      makeNode("Exp", [names[1]], [names[2]]),
    ],
    outputs: [names[2]],
  });

Deno.test("values are matched by name, and outputs with other names by position", () => {
  const [first, second] = [renamed(["a", "b", "y"]), renamed(["a", "q", "z"])]
    .map((bytes) => openModel(bytes, "x").graph);
  const { names, unmatched } = matchValues(first!, second!);
  assert.deepEqual([...names], [["a", "a"], ["y", "z"]]);
  assert.deepEqual(unmatched, [["b"], ["q"]]);
});

Deno.test("two files with other names are compared by their inputs and outputs", () =>
  inFolder(async (folder) => {
    const a = await write(folder, "a.onnx", renamed(["a", "b", "y"]));
    const same = await write(folder, "same.onnx", renamed(["p", "q", "r"]));
    const other = await write(folder, "other.onnx", renamed(["p", "q", "r"], 2));
    const agrees = await runDiff(folder, a, same);
    assert.equal(agrees.code, 0, agrees.stderr);
    assert.match(
      agrees.rows,
      /no counterpart +2 values \(a, b\) of the first, 2 values \(p, q\) of the second/,
    );
    const parts = await runDiff(folder, a, other);
    assert.equal(parts.code, 1);
    assert.match(parts.rows, /part at the node y \(Exp\), node 3 of 3/);
    // Both nodes get the same input, so the difference is known to come from before.
    assert.match(parts.rows, /Exp alone does NOT part, given the same inputs: .* the nodes before/);
  }));
