import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { warping } from "./warp.ts";

const projections = [
  [1, 0, 0, 0, 1, 0, 0, 0],
  [0, 0.5, 1, -1, 2, 3, 0, 0],
  [1, 0, 0, 0, 1, 0, -1, 0],
  [0.7, -0.7, 2.1, 0.7, 0.7, -1.3, 0, 0],
  [1.2, 0.1, -9.3, -0.2, 0.9, 11.7, 0.01, -0.02],
  [0.5, 0, 40, 0, -3, -30, 0, 0.1],
  [1, 0, -0.5, 0, 1, 0.5, 0, 0],
];

const count = projections.length;

const cases: readonly Case[] = [
  ...(["nearest", "bilinear"] as const).flatMap((method) =>
    (["constant", "reflect", "wrap", "nearest"] as const).flatMap((mode) => [
      agrees(
        `Transform, ${method}, filled by ${mode}`,
        [random([count, 4, 5, 2]), numbers([count, 8], projections.flat())],
        (images, matrix) => tf.image.transform(images, matrix, method, mode, -2.5),
        { gradients: false },
      ),
      agrees(
        `Transform to another size of a convolution's output, ${method}, filled by ${mode}`,
        [random([2, 6, 3, 2]), numbers([1, 8], projections[4]!)],
        (images, matrix) =>
          tf.image.transform(fromConvolution(images), matrix, method, mode, 1, [4, 7]),
        { gradients: false },
      ),
      agrees(
        `Transform of a single pixel, ${method}, filled by ${mode}`,
        [random([1, 1, 1, 1]), numbers([1, 8], projections[1]!)],
        (images, matrix) => tf.image.transform(images, matrix, method, mode, 3, [3, 3]),
        { gradients: false },
      ),
    ])
  ),

  ...[0, Math.PI / 2, -Math.PI / 2, 0.3, 2.5].flatMap((radians) => [
    agrees(
      `RotateWithOffset by ${radians.toFixed(2)}`,
      [random([2, 5, 4, 3])],
      (x) => tf.image.rotateWithOffset(x, radians),
      { gradients: false },
    ),
    agrees(
      `RotateWithOffset by ${radians.toFixed(2)} of a convolution's output around a point`,
      [random([2, 4, 6, 4])],
      (x) => tf.image.rotateWithOffset(fromConvolution(x), radians, [255, 128, 3], [0.25, 0.8]),
      { gradients: false },
    ),
  ]),
  agrees(
    "RotateWithOffset filled with a number",
    [random([1, 4, 4, 1])],
    (x) => tf.image.rotateWithOffset(x, 0.8, 7.5, 0.1),
    { gradients: false },
  ),
];

testKernels("warp", warping, cases);
