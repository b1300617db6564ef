/**
 * Compares graphs with ONNX Runtime's blocked convolution with tfjs. For tests only.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { lower } from "../lower.ts";
import { type Target, targets } from "../targets.ts";
import {
  agrees,
  allTargets,
  assertAgrees,
  type Case,
  random,
  traceCase,
} from "./agrees_with_tfjs.ts";

const inBlocks = (block: number): Target[] => allTargets.map((target) => ({ ...target, block }));

/** A convolution that is compiled to a blocked one. */
const reference = agrees(
  "",
  [random([2, 15, 16, 16]), random([3, 3, 16, 32]), random([32]), random([3, 3, 32, 16])],
  (x, filter, bias, next) =>
    tf.conv2d(tf.relu(tf.add(tf.conv2d(x, filter, 1, "same"), bias)), next, 2, "same"),
);

let sizes: Promise<number[]> | undefined;

/**
 * The block sizes of this processor: one, or none if ONNX Runtime has no blocked convolution for
 * it. ONNX Runtime does not tell the size; a wrong one gives other numbers or an error.
 */
export function blockSizes(): Promise<number[]> {
  return sizes ??= (async () => {
    const agreeing: number[] = [];
    for (const block of [8, 16]) {
      await assertAgrees(reference, inBlocks(block)).then(() => agreeing.push(block), () => {});
    }
    assert.ok(agreeing.length <= 1, `one block size at most can be right, not ${agreeing}`);
    return agreeing;
  })();
}

/**
 * Asserts that a case is compiled to blocked convolutions for a target with blocks, and that it
 * agrees with tfjs if the processor has blocked convolutions.
 */
export async function assertAgreesInBlocks(each: Case): Promise<void> {
  const { nodes } = lower(traceCase(each).graph, { ...targets.cpu, block: 16 });
  assert.ok(
    nodes.some(({ opType, domain }) => opType === "Conv" && domain === "com.microsoft.nchwc"),
  );
  for (const block of await blockSizes()) await assertAgrees(each, inBlocks(block));
}
