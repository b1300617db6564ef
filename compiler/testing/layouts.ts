/**
 * Cases of images in each layout that graphs have. For tests only.
 */

import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  type CaseOptions,
  fromConvolution,
  random,
} from "./agrees_with_tfjs.ts";

/** A function of an image [2, 3, 4, 5] and its description. */
export type ImageCase = readonly [
  name: string,
  op: (image: tf.Tensor4D) => tf.Tensor,
  options?: CaseOptions,
];

/**
 * Cases for an image that is an input, for the output of a convolution, and for both together.
 */
export function inEveryLayout(functions: readonly ImageCase[]): Case[] {
  const image = random([2, 3, 4, 5]);
  return functions.flatMap(([name, op, options = {}]) => [
    agrees(name, [image], op, options),
    agrees(`${name} of a convolution's output`, [image], (x) => op(fromConvolution(x)), options),
    agrees(
      `${name} of a convolution's output, beside the same of an input`,
      [image],
      (x) => tf.sub(op(fromConvolution(x)), tf.mul(op(x), 3)),
      options,
    ),
  ]);
}
