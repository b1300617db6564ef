/**
 * A line that an optimizer fits, for tests of trainers.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import type { TrainerOptions } from "../create_trainer.ts";

/** One thread of the CPU: the same bits each time. */
export const CPU: TrainerOptions = { backend: "cpu", threads: 1 };

/** Runs a test and requires that it leaves no tensors behind, its variables included. */
export function trainerTest(name: string, fn: () => Promise<void>): void {
  Deno.test(name, async () => {
    const before = tf.memory().numTensors;
    await fn();
    assert.equal(tf.memory().numTensors, before, "tensors are left");
  });
}

/** Asserts that numbers differ by at most the tolerance. */
export function assertNear(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance = 1e-6,
): void {
  assert.equal(found.length, wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    assert.ok(Math.abs(found[i]! - wanted[i]!) <= tolerance, `${i}: ${found[i]}, not ${wanted[i]}`);
  }
}

/** Checks a usage error by its message. */
export const usage = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WeftError);
  assert.equal(error.code, "usage");
  assert.match(error.message, message);
  return true;
};

/** Makes a variable, and disposes of the tensor that tfjs copies. */
export const variable = (initial: () => tf.Tensor, name?: string) =>
  tf.tidy(() => tf.variable(initial(), true, name));

/** A line fitted by an optimizer, and the same by tfjs. */
export function line(optimizer: tf.Optimizer) {
  const [slope, offset] = [variable(() => tf.scalar(0)), variable(() => tf.scalar(0))];
  const loss = (x: tf.Tensor, y: tf.Tensor) =>
    optimizer.minimize(
      () => x.mul(slope).add(offset).sub(y).square().mean().asScalar(),
      true,
    )!;
  return {
    variables: [slope, offset],
    fn: ({ x, y }: Record<string, tf.Tensor>) => ({ loss: loss(x!, y!) }),
    dispose: () => [slope, offset, optimizer].forEach((each) => each.dispose()),
  };
}

/** Places on the line y = 2 x + 1. */
export const X = Float32Array.of(0, 1, 2, 3);
/** The values at {@linkcode X}. */
export const Y = Float32Array.of(1, 3, 5, 7);
/** Types of the inputs of {@linkcode line}. */
export const LINE = {
  x: { shape: [4], dtype: "float32" },
  y: { shape: [4], dtype: "float32" },
} as const;
