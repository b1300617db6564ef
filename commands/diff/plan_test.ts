import assert from "node:assert/strict";
import { makeNode } from "../../onnx/make.ts";
import { openModel } from "../../onnx/open_model.ts";
import { tensorValue } from "../../onnx/tensor_value.ts";
import { compareSides } from "./compare_sides.ts";
import { planRuns } from "./plan.ts";
import type { Runner } from "./runner.ts";
import { modelOf, weight } from "./testing/models.ts";
import { walkValues } from "./walk.ts";
import { prepareOpponent, prepareReference } from "./participant.ts";

function runner(bytes: Uint8Array): Runner {
  const open = openModel(bytes, "x");
  return { label: "cpu", file: "x", open, backend: "cpu", optimize: false };
}

/** Values of 16, 16, 32 and 16 bytes, and a sequence. */
const model = (seed = 1) =>
  modelOf({
    inputs: { x: [4] },
    constants: [weight("w", [4, 8], seed), weight("v", [8, 4])],
    nodes: [
      makeNode("Neg", ["x"], ["a"]),
      makeNode("Abs", ["a"], ["b"]),
      makeNode("MatMul", ["b", "w"], ["c"]),
      makeNode("SequenceConstruct", ["c", "c"], ["list"]),
      makeNode("MatMul", ["c", "v"], ["d"]),
    ],
    outputs: ["d"],
  });

const feeds = new Map([["x", tensorValue("float32", [4], [1, -2, 3, -4])]]);

Deno.test("values are planned in groups that fit, in order, without those that are no tensors", async () => {
  const { groups, skipped } = await planRuns(runner(model()), feeds, 40);
  assert.deepEqual(groups.map((group) => group.map(({ name }) => name)), [["a", "b"], ["c"], [
    "d",
  ]]);
  assert.deepEqual(skipped, [{ name: "list", why: "it is not a tensor" }]);
  assert.equal((await planRuns(runner(model()), feeds)).groups.length, 1);
});

Deno.test("values in several groups are compared like those in one, up to the parting", async () => {
  const reference = await prepareReference(runner(model()), feeds);
  const opponent = await prepareOpponent(runner(model(2)), reference);
  for (const bytes of [16, 40, 1000]) {
    const plan = await planRuns(reference.runner, feeds, bytes);
    const { partings } = await walkValues({ ...reference, plan }, [opponent], undefined);
    assert.equal(partings.get(opponent)!.value.name, "c", `${bytes} bytes`);
  }
});

Deno.test("a sequence is named as not compared", async () => {
  const flags = { input: [], shape: [], seed: 1, tolerance: undefined };
  const sides = [runner(model()), { ...runner(model()), label: "again" }] as const;
  const { skipped, partings } = await compareSides(sides, flags, {
    folderOf: () => "unused",
    onStep: () => {},
  });
  assert.deepEqual([skipped.map(({ name }) => name), partings], [["list"], []]);
});
