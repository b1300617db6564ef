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
import { cropping } from "./crop.ts";

/** Corners [top, left, bottom, right] of boxes; 0 and 1 are the edges of the image. */
const boxes = [
  [0, 0, 1, 1],
  [1, 1, 0, 0],
  [0.25, 0.5, 0.75, 1],
  [-0.5, -0.2, 1.5, 1.1],
  [0.1, 0.9, 0.3, 0.2],
  [0.5, 0.5, 0.5, 0.5],
  [0, 0, 0.7, 0.3],
];

const cases: readonly Case[] = (["bilinear", "nearest"] as const).flatMap((method) => [
  ...([[1, 1], [2, 2], [3, 3], [5, 4], [1, 6], [9, 1]] as const).map((size) =>
    agrees(
      `CropAndResize to [${size}], ${method}`,
      [random([2, 5, 4, 3]), numbers([7, 4], boxes.flat()), integers([7], 0, 2)],
      (images, corners, which) =>
        tf.image.cropAndResize(images, corners, which, [...size], method, -3.5),
      { gradients: false },
    )
  ),
  agrees(
    `CropAndResize of a convolution's output, ${method}`,
    [random([2, 5, 4, 3]), numbers([7, 4], boxes.flat()), integers([7], 0, 2)],
    (images, corners, which) =>
      tf.image.cropAndResize(fromConvolution(images), corners, which, [3, 4], method),
    { gradients: false },
  ),
  agrees(
    `CropAndResize of random boxes, of integers, and of images that do not exist, ${method}`,
    [integers([2, 7, 9, 1], 0, 255), random([30, 4], -0.2, 1.2), integers([30], 0, 4)],
    (images, corners, which) => tf.image.cropAndResize(images, corners, which, [6, 5], method, 7),
    { gradients: false },
  ),
  ...[3, 7, 10, 24, 49].map((length) =>
    agrees(
      `CropAndResize of all of ${length} rows, whose last one rounding moves, ${method}`,
      [random([1, length, length, 1]), numbers([1, 4], [0, 0, 1, 1]), numbers([1], [0], "int32")],
      (images, corners, which) =>
        [5, 6, 7, 11, 12, 14, 23, 24].map((size) =>
          tf.image.cropAndResize(images, corners, which, [size, size], method, 9)
        ),
    )
  ),
  agrees(
    `CropAndResize with no boxes, ${method}`,
    [random([1, 2, 2, 1]), numbers([0, 4], []), numbers([0], [], "int32")],
    (images, corners, which) => tf.image.cropAndResize(images, corners, which, [3, 3], method),
    { gradients: false },
  ),
]);

testKernels("crop", cropping, cases);
