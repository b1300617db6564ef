import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  booleans,
  type Case,
  fromConvolution,
  integers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { shape } from "./shape.ts";

const image = random([2, 3, 4, 5]);

/** Functions of an image; each is tried on an input as it is and on one that comes out of a convolution. */
const ofImages: readonly (readonly [string, (x: tf.Tensor4D) => tf.Tensor])[] = [
  ["Reshape to a matrix", (x) => tf.reshape(x, [2, 60])],
  ["Reshape with an inferred length", (x) => tf.reshape(x, [-1, 5])],
  ["Reshape there and back", (x) => tf.reshape(tf.reshape(x, [120]), [2, 3, 4, 5])],
  ["Reshape that splits an axis", (x) => tf.reshape(x, [2, 3, 2, 2, 5])],
  ["Reshape and Transpose", (x) => tf.transpose(tf.reshape(x, [6, 20]))],
  ["Squeeze of a slice", (x) => tf.squeeze(tf.slice(x, [0, 1, 0, 0], [-1, 1, -1, -1]))],
  ["ExpandDims in front", (x) => tf.expandDims(x, 0)],
  ["ExpandDims at the end", (x) => tf.expandDims(x, -1)],
  ["Transpose of two axes", (x) => tf.transpose(x, [0, 2, 1, 3])],
  ["Transpose of all axes", (x) => tf.transpose(x)],
  ["Transpose in a cycle", (x) => tf.transpose(x, [3, 0, 1, 2])],
  ["Transpose twice", (x) => tf.transpose(tf.transpose(x, [1, 2, 3, 0]), [2, 0, 3, 1])],
  ["Slice", (x) => tf.slice(x, [1, 0, 2, 1], [1, 2, 2, 3])],
  ["Slice to the end", (x) => tf.slice(x, [0, 1], [2, -1])],
  ["Slice of channels", (x) => tf.slice(x, [0, 0, 0, 1], [2, 3, 4, 3])],
  ["PadV2", (x) => tf.pad(x, [[0, 1], [1, 0], [2, 1], [0, 3]])],
  ["PadV2 with a number", (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [1, 0]], 7)],
  ["Concat with itself, images", (x) => tf.concat([x, x], 0)],
  ["Tile", (x) => tf.tile(x, [2, 1, 3, 2])],
  ["broadcastTo", (x) => tf.broadcastTo(tf.slice(x, [0, 0, 0, 0], [2, 1, 4, 1]), [2, 3, 4, 5])],
  ["Flatten and add", (x) => tf.add(tf.reshape(x, [2, 60]), tf.reshape(x, [2, 60]))],
];

const cases: readonly Case[] = [
  ...ofImages.flatMap(([name, op]) => {
    // Concat's gradient needs SplitV, which has no lowering.
    const options = name.startsWith("Concat") ? { gradients: false } : {};
    return [
      agrees(name, [image], op, options),
      agrees(`${name} of a convolution's output`, [image], (x) => op(fromConvolution(x)), options),
      agrees(
        `${name} of a convolution's output, beside the same of an input`,
        [image],
        (x) => tf.sub(op(fromConvolution(x)), tf.mul(op(x), 3)),
        options,
      ),
    ];
  }),
  ...[0, 1, 2, 3, -1].map((axis) =>
    agrees(
      `Concat along axis ${axis} of tensors in two layouts`,
      [image, image, image],
      (a, b, c) => tf.concat([a, fromConvolution(b), c], axis),
      { gradients: false },
    )
  ),
  agrees(
    "Concat of eleven vectors keeps their order",
    Array.from({ length: 11 }, (_, i) => random([i + 1])),
    (...x) => tf.concat1d(x as unknown as tf.Tensor1D[]),
    { gradients: false },
  ),
  agrees(
    "Concat with zeros",
    [random([2, 3])],
    (x) => tf.concat([x, tf.zeros([2, 2]), tf.ones([2, 1])], 1),
    { gradients: false },
  ),
  agrees("Slice of a vector", [random([7])], (x) => tf.slice(x, 2, 3)),
  agrees("Reshape of one element", [random([1, 1])], (x) => tf.reshape(x, [])),
  agrees("Reshape of a scalar", [random([])], (x) => tf.reshape(x, [1, 1, 1])),
  agrees("Transpose of integers", [integers([2, 3], 0, 9)], (x) => tf.transpose(x)),
  agrees("Slice, Concat and PadV2 of integers", [integers([2, 3], 0, 9)], (x) => [
    tf.slice(x, [0, 1], [2, 2]),
    tf.concat([x, x], 1),
    tf.pad(x, [[1, 1], [0, 2]], 4),
    tf.tile(x, [2, 2]),
  ]),
  agrees("Transpose, Slice and Concat of truth values", [booleans([2, 3])], (x) => [
    tf.transpose(x),
    tf.slice(x, [0, 1], [2, 2]),
    tf.concat([x, x], 0),
    tf.tile(x, [2, 2]),
    tf.reshape(x, [6]),
  ]),
  agrees(
    "BroadcastTo",
    [random([3, 1, 2])],
    // tf.broadcastTo asks for Tile; the kernel of that name has no cpu version.
    (x) =>
      tf.getBackend() === "cpu"
        ? tf.broadcastTo(x, [2, 3, 4, 2])
        : tf.engine().runKernel("BroadcastTo", { x }, { shape: [2, 3, 4, 2] }) as tf.Tensor,
    { gradients: false },
  ),
  agrees("Slice of constants too large to fold", [random([])], (x) => {
    const zeros = tf.transpose(tf.slice(tf.ones([100, 80]), [0, 0], [100, 70]));
    return tf.mul(x, tf.pad(tf.tile(zeros, [1, 2]), [[1, 0], [0, 1]]));
  }, { gradients: false }),
];

testKernels("shape", shape, cases);
