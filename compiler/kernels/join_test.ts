import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  agrees,
  booleans,
  type Case,
  fromConvolution,
  integers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { trace } from "../trace.ts";
import { inEveryLayout } from "../testing/layouts.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { joining } from "./join.ts";

const image = random([2, 3, 4, 5]);

const cases: readonly Case[] = [
  ...inEveryLayout([
    ["Concat with itself, images", (x) => tf.concat([x, x], 0)],
    ["Pack", (x) => tf.stack([x, tf.neg(x)])],
    ["Pack in front of the channels", (x) => tf.stack([x, tf.neg(x), x], 3)],
    ["Pack behind the channels", (x) => tf.stack([x, tf.neg(x)], -1)],
    ["SplitV of channels", (x) => {
      const [a, b, c] = tf.split(x, [1, 3, 1], -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.mul(tf.add(a, b), c);
    }],
    ["SplitV of rows, of which one is not used", (x) => tf.split(x, 3, 1)[1]!],
    ["Unpack of images", (x) => {
      const [a, b] = tf.unstack(x) as [tf.Tensor, tf.Tensor];
      return tf.mul(a, b);
    }],
    ["Unpack of rows", (x) => {
      const [a, b, c] = tf.unstack(x, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.sub(tf.mul(a, b), c);
    }],
    ["Unpack of channels", (x) => tf.mul(tf.unstack(x, -1)[2]!, tf.unstack(x, 3)[4]!)],
  ]),
  ...[0, 1, 2, 3, -1].map((axis) =>
    agrees(
      `Concat along axis ${axis} of tensors in two layouts`,
      [image, image, image],
      (a, b, c) => tf.concat([a, fromConvolution(b), c], axis),
    )
  ),
  ...[0, 2, 4].map((axis) =>
    agrees(
      `Pack along axis ${axis} of tensors in two layouts`,
      [image, image],
      (a, b) => tf.stack([a, fromConvolution(b)], axis),
    )
  ),

  agrees(
    "Concat of eleven vectors keeps their order",
    Array.from({ length: 11 }, (_, i) => random([i + 1])),
    (...x) => tf.concat1d(x as unknown as tf.Tensor1D[]),
    { gradients: false },
  ),
  agrees(
    "Concat with constants",
    [random([2, 3])],
    (x) => tf.concat([x, tf.zeros([2, 2]), tf.ones([2, 1])], 1),
  ),
  agrees(
    "Concat of equal constants alone",
    [random([3])],
    (x) => tf.mul(x, tf.concat([tf.ones([1, 2]), tf.ones([1, 1])], 1)),
  ),
  agrees(
    "Concat of five axes",
    [random([2, 1, 3, 2, 2]), random([2, 1, 3, 1, 2])],
    (a, b) => tf.concat([a, b], -2),
  ),
  agrees("Concat and Pack of six axes", [random([2, 1, 2, 1, 2, 1]), random([2, 1, 2, 1, 2])], (
    a,
    b,
  ) => tf.concat([a, tf.stack([b], 5)], 1)),
  agrees(
    "Concat of integers and truth values",
    [integers([2, 3], -9, 9), booleans([2, 3])],
    (x, y) => [
      tf.concat([x, x], 1),
      tf.concat([y, y], 0),
      tf.stack([y, y], 1),
      ...tf.split(x, [1, 2], 1),
      ...tf.split(y, 3, 1),
      ...tf.unstack(y, 1),
      ...tf.unstack(x),
    ],
  ),
  agrees(
    "Concat of two types",
    [random([2], 3, 9), integers([2], -9, 9)],
    (x, y) => [tf.concat([x, y]), tf.concat([y, x])],
  ),
  agrees(
    "Concat with a tensor without elements",
    [random([2, 3]), random([2, 0]), random([0, 3])],
    (x, none, rows) => [
      tf.concat([none, x], 1),
      tf.concat([x, none], 1),
      tf.concat([none, x, none, x], -1),
      tf.concat([rows, rows], 0),
      tf.concat([rows, rows], 1),
      tf.concat([rows, x]),
    ],
  ),
  agrees("Pack of scalars", [random([]), random([]), random([])], (a, b, c) => tf.stack([a, b, c])),
  agrees("Pack of one tensor", [random([2, 3])], (x) => tf.stack([x], 1)),
  agrees("Pack and Unpack of tensors without elements", [random([2, 0])], (x) => [
    tf.stack([x, x]),
    ...tf.unstack(x),
    ...tf.unstack(x, 1),
  ]),
  agrees("Unpack into five", [random([2, 5])], (x) => tf.unstack(x, 1)),
  agrees("Unpack of a vector", [random([3])], (x) => {
    const [a, b, c] = tf.unstack(x) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return tf.add(tf.mul(a, b), c);
  }),
  agrees("SplitV with an inferred length and an empty part", [random([2, 6])], (x) => {
    const [a, b, c] = tf.split(x, [2, 0, -1], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return tf.concat([c, b, tf.neg(a)], 1);
  }),
  agrees("SplitV of a tensor without elements", [random([0, 6])], (x) => [
    ...tf.split(x, 3, 1),
    ...tf.split(x, 1, 0),
  ]),
  agrees("SplitV in one part", [random([2, 6])], (x) => tf.mul(tf.split(x, 1, 1)[0]!, 2), {
    gradients: false, // tfjs's own fails
  }),
  agrees("SplitV and Unpack of a large constant", [random([])], (x) => {
    const [a, b] = tf.split(tf.ones([100, 80]), 2) as [tf.Tensor, tf.Tensor];
    return tf.mul(x, tf.add(a, tf.unstack(tf.stack([b, b]))[1]!));
  }, { gradients: false }),
];

testKernels("join", joining, cases);

Deno.test("join: tensors of other shapes or types are refused as in tfjs", () => {
  const inputs = {
    x: { shape: [2, 3], dtype: "float32" },
    wide: { shape: [2, 4], dtype: "float32" },
    n: { shape: [2, 3], dtype: "int32" },
  } as const;
  const refused = (fn: (x: Record<string, tf.Tensor>) => tf.Tensor, message: RegExp) =>
    assert.throws(() => trace((given) => ({ y: fn(given) }), inputs), message);
  refused(({ x, wide }) => tf.stack([x!, wide!]), /tf\.stack: .*2,3.*2,4/);
  refused(({ x, n }) => tf.stack([x!, n!]), /tf\.stack: float32 and int32/);
  refused(({ x, wide }) => tf.concat([x!, wide!], 0), /[Ss]hape/);
});
