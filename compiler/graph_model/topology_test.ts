import assert from "node:assert/strict";
import { nodeOf, outputOf, shortReference } from "./topology.ts";

Deno.test("a reference names a node, and an output by its position or by a name", () => {
  assert.equal(nodeOf("split"), "split");
  assert.equal(nodeOf("^split:1"), "split");
  assert.equal(nodeOf("top:indices:0"), "top");
  assert.equal(shortReference("^conv:0"), "conv");
  assert.equal(shortReference("conv:10"), "conv:10");
  assert.deepEqual([outputOf("split", "Split"), outputOf("split:2", "Split")], [0, 2]);
  assert.deepEqual([outputOf("a:output:3", "Split"), outputOf("a:z:0", undefined)], [3, 0]);
});

Deno.test("the named outputs of an op are counted in their order", () => {
  const outputs: Readonly<Record<string, readonly string[]>> = {
    Switch: ["output_false", "output_true"],
    TopKV2: ["values", "indices"],
    Unique: ["y", "idx"],
    FusedBatchNormV3: ["y", "batch_mean", "batch_variance"],
    NonMaxSuppressionV4: ["selected_indices", "valid_outputs"],
    NonMaxSuppressionV5: ["selected_indices", "selected_scores", "valid_outputs"],
  };
  for (const [op, names] of Object.entries(outputs)) {
    names.forEach((name, i) => assert.equal(outputOf(`node:${name}:0`, op), i, `${op} ${name}`));
  }
});
