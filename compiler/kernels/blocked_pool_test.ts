import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { lower } from "../lower.ts";
import { assertAgreesInBlocks } from "../testing/agrees_in_blocks.ts";
import { agrees, type Case, random, traceCase } from "../testing/agrees_with_tfjs.ts";
import { targets } from "../targets.ts";

const wholeBlocks = agrees(
  "",
  [random([2, 16, 16, 16]), random([3, 3, 16, 32])],
  (x, filter) => tf.maxPool(tf.conv2d(x, filter, 1, "same"), 2, 2, "valid"),
);

const partOfBlock = agrees(
  "",
  [random([2, 16, 16, 1]), random([5, 5, 1, 8])],
  (x, filter) => tf.maxPool(tf.conv2d(x, filter, 1, "same"), 2, 2, "valid"),
);

/** The domains of the graph's MaxPool nodes. */
function domainsOfPooling(each: Case): Set<string> {
  const { nodes } = lower(traceCase(each).graph, { ...targets.cpu, block: 16 });
  const pools = nodes.filter(({ opType }) => opType === "MaxPool");
  return new Set(pools.map(({ domain }) => domain ?? ""));
}

Deno.test("max pooling of a blocked convolution pools its blocks, and agrees with tfjs", async () => {
  await assertAgreesInBlocks(wholeBlocks);
  assert.deepEqual(domainsOfPooling(wholeBlocks), new Set(["com.microsoft.nchwc"]));
});

Deno.test("a block that zeros fill is arranged again before pooling", async () => {
  await assertAgreesInBlocks(partOfBlock);
  assert.deepEqual(domainsOfPooling(partOfBlock), new Set([""]));
});
