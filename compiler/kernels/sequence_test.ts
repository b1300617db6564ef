import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { agrees, type Case, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { trace } from "../trace.ts";
import { sequence } from "./sequence.ts";

const cases: readonly Case[] = [
  agrees("Range of many kinds", [random([1])], () => [
    tf.range(0, 3),
    tf.range(3, 0),
    tf.range(3, 8, 2),
    tf.range(-2, -8, -2),
    tf.range(0, 1, 0.1),
    tf.range(3, 2, 4),
    tf.range(1, 2, -1),
    tf.range(5, 5),
    tf.range(0, 1),
    tf.range(0, 5, 2, "int32"),
    tf.range(3, 0, -1, "int32"),
    tf.range(16777218, 16777221, 1, "int32"),
  ]),
  agrees("Range in a sum", [random([3, 5])], (x) => tf.add(x, tf.range(0, 5, 1, "float32"))),
  agrees("Range too large to fold", [random([1])], (x) => tf.mul(x, tf.range(0, 6000, 0.7))),
  agrees("LinSpace", [random([1])], () => [
    tf.linspace(1, 10, 10),
    tf.linspace(-10, 5, 7),
    tf.linspace(3, -2, 4),
    tf.linspace(2, 3, 1),
    tf.linspace(0, 1, 11),
  ]),
  agrees("LinSpace in a product", [random([4])], (x) => tf.mul(x, tf.linspace(0, 1, 4))),
];

testKernels("sequence", sequence, cases, { constant: true });

Deno.test("sequence: the numbers of a range can be read while tracing", () => {
  const seen: number[] = [];
  trace(
    ({ x }) => {
      seen.push(...tf.range(0, 3).dataSync());
      return { y: tf.add(x!, 1) };
    },
    { x: { shape: [1], dtype: "float32" } },
  );
  assert.deepEqual(seen, [0, 1, 2]);
});
