import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { batchNorm } from "./batch_norm.ts";

/** Given statistics, as in inference. */
const inference = ([[5, 3], [2, 5, 3], [2, 4, 5, 3]] as const).flatMap((shape) => {
  const vectors = [random([3]), random([3], 0.2, 2), random([3]), random([3])] as const;
  const images = [random(shape), random(shape, 0.2, 2), random(shape), random(shape)] as const;
  const of = (
    x: tf.Tensor,
    ...rest: Parameters<typeof tf.batchNorm> extends [
      infer _,
      ...infer Rest,
    ] ? Rest
      : never
  ) => tf.batchNorm(x as tf.Tensor4D, ...rest);
  return [
    agrees(
      `FusedBatchNorm of rank ${shape.length}`,
      [random(shape), ...vectors],
      (x, mean, variance, offset, scale) => of(x, mean, variance, offset, scale, 1e-3),
    ),
    agrees(
      `FusedBatchNorm of rank ${shape.length} without offset and scale`,
      [random(shape), vectors[0], vectors[1]],
      (x, mean, variance) => of(x, mean, variance),
      { gradients: false }, // tfjs's own fail
    ),
    agrees(
      `FusedBatchNorm of rank ${shape.length} without offset`,
      [random(shape), vectors[0], vectors[1], vectors[2]],
      (x, mean, variance, scale) => of(x, mean, variance, undefined, scale),
      { gradients: false },
    ),
    agrees(
      `FusedBatchNorm of rank ${shape.length} with statistics for each element`,
      [random(shape), ...images],
      (x, mean, variance, offset, scale) =>
        of(
          x,
          mean as tf.Tensor4D,
          variance as tf.Tensor4D,
          offset as tf.Tensor4D,
          scale as tf.Tensor4D,
          1e-3,
        ),
    ),
  ];
});

/**
 * Statistics of other shapes; tfjs repeats them in row-major order whether they broadcast or not.
 */
const otherShapes = ([
  [[1], "one number"],
  [[1, 1, 1, 3], "a vector with axes in front"],
  [[5, 3], "a row"],
  [[1, 4, 5, 3], "an image"],
  [[2, 1, 1, 3], "a vector for each image"],
  [[1, 4, 1, 1], "a number for each row"],
  [[2, 4, 1, 3], "a size that does not go into the tensor's"],
] as const).map(([shape, name]) =>
  agrees(
    `FusedBatchNorm by ${name}`,
    [random([3, 4, 5, 3]), random(shape), random(shape, 0.2, 2), random(shape), random(shape)],
    (x, ...rest) => {
      const [mean, variance, offset, scale] = rest as unknown as tf.Tensor4D[];
      return tf.batchNorm(x, mean!, variance!, offset, scale);
    },
    { gradients: false }, // tfjs's own broadcast
  )
);

/** With the statistics of the batch, as in training: what `gradients.ts` replaces. */
const training = (
  [random([4, 5, 3]), random([4, 3]), random([2, 4, 5, 3]), random([3, 3, 3, 1])] as const
).flatMap((x) => {
  const channels = x.shape.at(-1)!;
  const axes = x.shape.map((_, i) => i).slice(0, -1);
  const normalised = (
    x: tf.Tensor,
    scale: tf.Tensor1D | undefined,
    offset: tf.Tensor1D | undefined,
  ) => {
    const { mean, variance } = tf.moments(x, axes);
    return tf.batchNorm(
      x as tf.Tensor4D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset,
      scale,
      1e-3,
    );
  };
  const gammas = numbers([channels], [-1.5, 0, 0.7]);
  return [
    agrees(
      `Batch normalisation of [${x.shape}] in training, γ negative, zero and positive`,
      [x as typeof x & { tensor?: tf.Tensor }, gammas, random([channels])],
      (x, scale, offset) => normalised(x, scale, offset),
    ),
    agrees(
      `Batch normalisation of [${x.shape}] in training, rectified`,
      [x as typeof x & { tensor?: tf.Tensor }, gammas, random([channels])],
      (x, scale, offset) => tf.relu(normalised(x, scale, offset)),
    ),
    agrees(
      `Batch normalisation of [${x.shape}] in training without offset`,
      [x as typeof x & { tensor?: tf.Tensor }, gammas],
      (x, scale) => normalised(x, scale, undefined),
      { gradients: false },
    ),
    agrees(
      `Batch normalisation of [${x.shape}] in training without scale`,
      [x as typeof x & { tensor?: tf.Tensor }, random([channels])],
      (x, offset) => normalised(x, undefined, offset),
      { gradients: false },
    ),
  ];
});

/** Mean square of the distances from `centre`, by channel. */
const spread = (x: tf.Tensor4D, centre: tf.Tensor) =>
  tf.mean(tf.square(tf.sub(x, centre)), [0, 1, 2]);

const cases: readonly Case[] = [
  ...inference,
  ...otherShapes,
  agrees(
    "FusedBatchNorm of a vector",
    [random([5]), random([5]), random([5], 0.2, 2)],
    (x, mean, variance) => tf.batchNorm(x as unknown as tf.Tensor4D, mean, variance),
    { gradients: false },
  ),
  agrees(
    "FusedBatchNorm of no images",
    [random([0, 4, 5, 3]), random([3]), random([3], 0.2, 2)],
    (x, mean, variance) => tf.batchNorm(x, mean, variance),
    { gradients: false },
  ),
  ...training,
  agrees(
    "Batch normalisation of a convolution's output in training",
    [random([2, 4, 5, 3]), random([3]), random([3])],
    (x, scale, offset) => {
      const y = fromConvolution(x);
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      return tf.batchNorm4d(y, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3);
    },
  ),
  agrees(
    "Batch normalisation in training whose statistics have kept their axes",
    [random([2, 4, 5, 3]), random([3]), random([3])],
    (x, scale, offset) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2], true);
      return tf.batchNorm4d(
        x,
        tf.squeeze(mean, [0, 1, 2]) as tf.Tensor1D,
        tf.squeeze(variance, [0, 1, 2]) as tf.Tensor1D,
        offset,
        scale,
        1e-3,
      );
    },
  ),
  agrees(
    "Batch normalisation in training by statistics of rank 4",
    [random([2, 4, 5, 3]), random([1, 1, 1, 3]), random([1, 1, 1, 3])],
    (x, scale, offset) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2], true);
      return tf.batchNorm4d(x, mean as tf.Tensor4D, variance as tf.Tensor4D, offset, scale, 1e-3);
    },
    { gradients: false }, // tfjs's own fail
  ),
  agrees(
    "Batch normalisation in training whose loss depends on the statistics too",
    [random([2, 4, 5, 3]), random([3]), random([3])],
    (x, scale, offset) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const y = tf.batchNorm4d(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset,
        scale,
        1e-3,
      );
      return tf.add(y, tf.mul(mean, variance));
    },
  ),
  agrees(
    "Batch normalisation by the statistics of another tensor",
    [random([2, 4, 5, 3]), random([2, 4, 5, 3]), random([3]), random([3])],
    (x, other, scale, offset) => {
      const { mean, variance } = tf.moments(other, [0, 1, 2]);
      return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3);
    },
  ),
  agrees(
    "Batch normalisation by the mean of the batch and a given variance",
    [random([2, 4, 5, 3]), random([3], 0.5, 2), random([3]), random([3])],
    (x, variance, scale, offset) =>
      tf.batchNorm4d(x, tf.mean(x, [0, 1, 2]) as tf.Tensor1D, variance, offset, scale, 1e-3),
  ),
  ...([
    ["around a given mean", (x, given) => [given, spread(x, given)]],
    ["of the batch around a given mean", (x, given) => [tf.mean(x, [0, 1, 2]), spread(x, given)]],
    ["of others around the mean of the batch", (x, given) => {
      const mean = tf.mean(x, [0, 1, 2]);
      return [mean, spread(tf.mul(x, given) as tf.Tensor4D, mean)];
    }],
  ] as [string, (x: tf.Tensor4D, given: tf.Tensor1D) => tf.Tensor[]][]).map(([name, statistics]) =>
    agrees(
      `Batch normalisation by a variance ${name}`,
      [random([2, 4, 5, 3]), random([3], 0.5, 2), random([3]), random([3])],
      (x, given, scale, offset) => {
        const [mean, variance] = statistics(x, given) as [tf.Tensor1D, tf.Tensor1D];
        return tf.batchNorm4d(x, mean, variance, offset, scale, 1e-3);
      },
    )
  ),
  agrees(
    "Batch normalisation over images and rows only",
    [random([2, 4, 5, 3]), random([3]), random([3])],
    (x, scale, offset) => {
      const { mean, variance } = tf.moments(tf.slice(x, [0, 0, 0, 0], [2, 4, 1, 3]), [0, 1, 2]);
      return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3);
    },
  ),
  agrees(
    "A gradient of batch normalisation that takes the statistics of the batch as given",
    [random([2, 4, 5, 3]), random([3]), random([3])],
    (x, scale, offset) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const norm = (x: tf.Tensor) =>
        tf.batchNorm4d(
          x as tf.Tensor4D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset,
          scale,
          1e-3,
        );
      return tf.grad((x) => tf.square(norm(x)))(x);
    },
    { gradients: false },
  ),
  agrees(
    "Batch normalisation twice",
    [random([2, 4, 5, 3]), random([3]), random([3])],
    (x, scale, offset) => {
      const norm = (x: tf.Tensor4D) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3);
      };
      return norm(tf.relu(norm(x)));
    },
  ),
];

testKernels("batch normalisation", batchNorm, cases);
