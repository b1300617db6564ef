import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  integers,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { resizing } from "./resize.ts";

type Resize = (
  images: tf.Tensor4D,
  size: [number, number],
  alignCorners?: boolean,
  halfPixelCenters?: boolean,
) => tf.Tensor4D;

const kinds: Readonly<Record<string, Resize>> = {
  ResizeNearestNeighbor: tf.image.resizeNearestNeighbor,
  ResizeBilinear: tf.image.resizeBilinear,
};

const sizes = [
  [[2, 2], [4, 4]],
  [[3, 3], [9, 6]],
  [[4, 4], [2, 2]],
  [[4, 6], [3, 3]],
  [[5, 5], [7, 8]],
  [[5, 4], [5, 4]],
  [[3, 4], [6, 4]],
  [[2, 3], [1, 1]],
  [[3, 3], [1, 5]],
  [[1, 1], [3, 3]],
  [[2, 4], [5, 2]],
] as const;

const cases: readonly Case[] = Object.entries(kinds).flatMap(([kind, resize]) => [
  ...sizes.flatMap(([from, to]) =>
    [[false, false], [true, false], [false, true]].flatMap(([align, half]) => {
      const how = align ? " with aligned corners" : half ? " with half pixel centers" : "";
      const sized = (x: tf.Tensor4D) => resize(x, [...to], align, half);
      const what = `${kind} of [${from}] to [${to}]${how}`;
      const image = random([2, ...from, 3]);
      // For a single row and aligned corners, tfjs's gradient does not terminate.
      const endless = align && (from as readonly number[]).includes(1);
      return [
        agrees(what, [image], sized, { gradients: !endless }),
        agrees(
          `${what}, out of a convolution and into one`,
          [image],
          (x) => fromConvolution(sized(fromConvolution(x))),
          { gradients: !endless },
        ),
      ];
    })
  ),
  ...[3, 5, 7, 11, 13].map((factor) =>
    agrees(
      `${kind} by ${factor}`,
      [random([1, 23, 23, 1])],
      (x) => resize(x, [23 * factor, 23 * factor]),
      { gradients: factor < 6 },
    )
  ),
  agrees(
    `${kind} of integers`,
    [integers([1, 2, 3, 2], -9, 9)],
    (x) => [resize(x, [4, 6]), resize(x, [3, 2], true)],
  ),
  agrees(
    `${kind} of one image`,
    [random([3, 3, 2])],
    (x) => resize(x as unknown as tf.Tensor4D, [6, 8]),
  ),
]);

testKernels("resize", resizing, [
  ...cases,
  agrees(
    "ResizeNearestNeighbor keeps non-finite numbers",
    [numbers([1, 2, 2, 1], [NaN, Infinity, 1, -0])],
    (x) => [
      tf.image.resizeNearestNeighbor(x, [4, 4]),
      tf.image.resizeNearestNeighbor(x, [3, 3]),
    ],
    { gradients: false },
  ),
]);
