import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { responseNormalization } from "./response_normalization.ts";

const cases: readonly Case[] = [
  ...([
    ["tfjs's defaults", 5, 1, 1, 0.5],
    ["radius 1", 1, 1, 1, 0.5],
    ["radius 0", 0, 1, 0.3, 0.75],
    ["radius 2, β 1", 2, 2, 0.1, 1],
    ["a radius beyond all channels", 9, 0.5, 2, 0.75],
    ["AlexNet's numbers", 2, 2, 1e-4, 0.75],
    ["negative α and β", 1, 9, -0.5, -0.4],
  ] as [string, number, number, number, number][]).map(([name, radius, bias, alpha, beta]) =>
    agrees(
      `Local response normalisation with ${name}`,
      [random([2, 3, 4, 7], -2, 2)],
      (x) => tf.localResponseNormalization(x, radius, bias, alpha, beta),
    )
  ),
  agrees(
    "Local response normalisation of one channel",
    [random([1, 3, 4, 1])],
    (x) => tf.localResponseNormalization(x),
  ),
  agrees(
    "Local response normalisation of an image without a batch",
    [random([3, 4, 5])],
    (x) => tf.localResponseNormalization(x, 1),
  ),
  agrees(
    "Local response normalisation between convolutions",
    [random([2, 4, 5, 6]), random([3, 3, 6, 2])],
    (x, filter) =>
      tf.conv2d(tf.localResponseNormalization(fromConvolution(x), 2), filter, 1, "same"),
  ),
  agrees(
    "Local response normalisation of zeros and of non-finite numbers",
    [numbers([1, 2, 2, 5], [0, 1, Infinity, 0, -2, NaN, 0, 0, 3, 0])],
    (x) => tf.localResponseNormalization(x, 1, 1, 1, 0.75),
    { gradients: false },
  ),
  agrees(
    "Local response normalisation of no images",
    [random([0, 2, 3, 4])],
    (x) => tf.localResponseNormalization(x),
  ),
];

testKernels("local response normalisation", responseNormalization, cases);
