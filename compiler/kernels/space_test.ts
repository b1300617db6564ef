import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  integers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { space } from "./space.ts";

const cases: readonly Case[] = [
  ...([
    [[1, 2, 2, 1], [2, 2], [[0, 0], [0, 0]]],
    [[2, 6, 6, 3], [2, 2], [[0, 0], [0, 0]]],
    [[2, 2, 4, 1], [2, 2], [[0, 0], [2, 0]]],
    [[2, 5, 4, 2], [3, 2], [[0, 1], [1, 1]]],
    [[3, 4], [2], [[1, 1]]],
    [[2, 4, 3], [2], [[0, 2]]],
    [[2, 4, 2, 6, 2], [2, 1, 3], [[0, 0], [1, 0], [0, 3]]],
  ] as const).flatMap(([shape, block, paddings]) => {
    const moved = (x: tf.Tensor) =>
      tf.spaceToBatchND(x, [...block], paddings.map((pair) => [...pair]));
    return [
      agrees(`SpaceToBatchND of [${shape}] by [${block}]`, [random(shape)], moved),
      agrees(
        `BatchToSpaceND of what SpaceToBatchND made of [${shape}]`,
        [random(shape)],
        (x) =>
          tf.batchToSpaceND(
            tf.mul(moved(x), 2),
            [...block],
            paddings.map((pair) => [...pair]),
          ),
      ),
    ];
  }),
  agrees(
    "BatchToSpaceND with crops",
    [random([8, 1, 3, 1])],
    (x) => tf.batchToSpaceND(x, [2, 2], [[0, 0], [2, 0]]),
  ),
  agrees("SpaceToBatchND and back of a convolution's output", [random([2, 4, 6, 3])], (x) => {
    const blocks = tf.spaceToBatchND(fromConvolution(x), [2, 3], [[0, 0], [0, 0]]);
    return tf.batchToSpaceND(fromConvolution(blocks as tf.Tensor4D), [2, 3], [[0, 0], [0, 0]]);
  }),
  agrees("SpaceToBatchND of integers", [integers([2, 4, 4, 1], -9, 9)], (x) => [
    tf.spaceToBatchND(x, [2, 2], [[0, 0], [2, 2]]),
    tf.batchToSpaceND(x, [2, 1], [[1, 0], [0, 0]]),
  ]),
  ...([[[1, 1, 1, 4], 2], [[2, 2, 3, 12], 2], [[1, 2, 2, 18], 3]] as const).flatMap((
    [shape, block],
  ) => [
    agrees(
      `DepthToSpace of [${shape}]`,
      [random(shape)],
      (x) => tf.depthToSpace(x, block),
      { gradients: false },
    ),
    agrees(
      `DepthToSpace of a convolution's output [${shape}]`,
      [random(shape)],
      (x) => tf.depthToSpace(fromConvolution(x), block),
      { gradients: false },
    ),
  ]),
  agrees("DepthToSpace of images with their channels first", [random([2, 12, 2, 3])], (x) => {
    // tfjs's cpu backend supports channels last only.
    if (tf.getBackend() !== "cpu") return tf.depthToSpace(x, 2, "NCHW");
    const last = tf.depthToSpace(tf.transpose(x, [0, 2, 3, 1]), 2);
    return tf.transpose(last, [0, 3, 1, 2]);
  }, { gradients: false }),
];

testKernels("space", space, cases);
