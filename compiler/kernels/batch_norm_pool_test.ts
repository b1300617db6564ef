import * as tf from "@tensorflow/tfjs";
import { agrees, type Case, numbers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { batchNormPool } from "./batch_norm_pool.ts";

type Padding = "same" | "valid";

const normalised = (
  z: tf.Tensor4D,
  scale: tf.Tensor1D | undefined,
  offset: tf.Tensor1D | undefined,
) => {
  const { mean, variance } = tf.moments(z, [0, 1, 2]);
  return {
    mean,
    variance,
    y: tf.batchNorm4d(z, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3),
  };
};

/** Input, filter, γ of both signs, β. */
const sources = [
  random([2, 6, 7, 3]),
  random([3, 3, 3, 4]),
  numbers([4], [-1.5, 0.7, -0.2, 2]),
  random([4]),
] as const;

const cases: readonly Case[] = [
  ...([
    ["2 x 2", 2, 2, "valid"],
    ["2 x 2, same", 2, 2, "same"],
    ["3 x 3, stride 2", 3, 2, "same"],
  ] as [string, number, number, Padding][]).flatMap(([name, size, stride, padding]) =>
    [true, false].map((rectified) =>
      agrees(
        `Convolution, batch normalisation, ${rectified ? "relu, " : ""}pooling ${name}`,
        sources,
        (x, filter, scale, offset) => {
          const { y } = normalised(tf.conv2d(x, filter, 1, "same"), scale, offset);
          return tf.maxPool(rectified ? tf.relu(y) : y, size, stride, padding);
        },
      )
    )
  ),
  agrees(
    "The same with a bias in the convolution",
    [...sources, random([4])],
    (x, filter, scale, offset, bias) => {
      const { y } = normalised(tf.add(tf.conv2d(x, filter, 1, "same"), bias), scale, offset);
      return tf.maxPool(tf.relu(y), 2, 2, "valid");
    },
  ),
  agrees(
    "The same without offset",
    [sources[0], sources[1], sources[2]],
    (x, filter, scale) => {
      const { y } = normalised(tf.conv2d(x, filter, 1, "same"), scale, undefined);
      return tf.maxPool(tf.relu(y), 2, 2, "valid");
    },
    { gradients: false }, // tfjs's own fail
  ),
  agrees(
    "The same without scale",
    [sources[0], sources[1], sources[3]],
    (x, filter, offset) => {
      const { y } = normalised(tf.conv2d(x, filter, 1, "same"), undefined, offset);
      return tf.maxPool(tf.relu(y), 2, 2, "valid");
    },
    { gradients: false }, // tfjs's own fail
  ),
  agrees(
    "The same with statistics that are results too",
    sources,
    (x, filter, scale, offset) => {
      const { y, mean, variance } = normalised(tf.conv2d(x, filter, 1, "same"), scale, offset);
      return tf.add(tf.mean(tf.maxPool(tf.relu(y), 2, 2, "valid"), [1, 2]), tf.mul(mean, variance));
    },
  ),
  agrees(
    "The same with a convolution's output that is read elsewhere",
    sources,
    (x, filter, scale, offset) => {
      const z = tf.conv2d(x, filter, 1, "same");
      const { y } = normalised(z, scale, offset);
      return tf.add(tf.maxPool(tf.relu(y), 2, 2, "same"), tf.avgPool(z, 2, 2, "same"));
    },
  ),
  agrees(
    "The same with a normalised tensor that is read elsewhere",
    sources,
    (x, filter, scale, offset) => {
      const { y } = normalised(tf.conv2d(x, filter, 1, "same"), scale, offset);
      return tf.add(tf.maxPool(tf.relu(y), 2, 2, "same"), tf.avgPool(y, 2, 2, "same"));
    },
  ),
  agrees(
    "Two such blocks in a row",
    [...sources, random([3, 3, 4, 4])],
    (x, filter, scale, offset, next) => {
      const first = normalised(tf.conv2d(x, filter, 1, "same"), scale, offset).y;
      const pooled = tf.maxPool(tf.relu(first), 2, 2, "same");
      const second = normalised(tf.conv2d(pooled, next, 1, "same"), scale, offset).y;
      return tf.maxPool(tf.relu(second), 2, 2, "same");
    },
    // Two normalisations of 2 x 3 x 4 and fewer numbers divide rounding errors by small
    // deviations.
    { tolerance: 1e-4 },
  ),
];

testKernels("batch normalisation and pooling", batchNormPool, cases);
