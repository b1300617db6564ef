import * as tf from "@tensorflow/tfjs";
import { agrees, assertAgrees, type Case, random } from "../testing/agrees_with_tfjs.ts";

const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;

/**
 * An activation in the form that both fused convolutions take. When a gradient is computed, tfjs
 * fuses the linear activation only.
 */
const withActivation = (activation: typeof activations[number], weights: tf.Tensor) => ({
  activation,
  ...(activation === "prelu" ? { preluActivationWeights: weights } : {}),
  ...(activation === "leakyrelu" ? { leakyreluAlpha: 0.3 } : {}),
});

/** Other activations than the linear one. tfjs fuses them only when no gradient is computed. */
const noGradients = { gradients: false };

const cases: readonly Case[] = [
  ...activations.flatMap((activation) => [
    agrees(
      `Fused convolution with ${activation}`,
      [random([2, 4, 5, 3]), random([3, 3, 3, 4]), random([4]), random([4], 0.1, 0.5)],
      (x, filter, bias, slope) =>
        tf.fused.conv2d({
          x,
          filter,
          strides: 1,
          pad: "same",
          bias,
          ...withActivation(activation, slope),
        }),
      noGradients,
    ),
    agrees(
      `Fused depthwise convolution with ${activation}`,
      [random([2, 4, 5, 3]), random([3, 3, 3, 2]), random([6]), random([6], 0.1, 0.5)],
      (x, filter, bias, slope) =>
        tf.fused.depthwiseConv2d({
          x,
          filter,
          strides: 1,
          pad: "same",
          bias,
          ...withActivation(activation, slope),
        }),
      noGradients,
    ),
  ]),
  ...[[], [1], [4], [1, 4], [5, 1], [1, 1, 4], [4, 5, 4], [1, 1, 1, 4], [2, 1, 1, 1], [2, 4, 5, 4]]
    .flatMap((shape) => [
      agrees(
        `Fused convolution with a bias of shape [${shape}]`,
        [random([2, 4, 5, 3]), random([3, 3, 3, 4]), random(shape)],
        (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias }),
      ),
      agrees(
        `Fused depthwise convolution with a bias of shape [${shape}]`,
        [random([2, 4, 5, 2]), random([3, 3, 2, 2]), random(shape)],
        (x, filter, bias) => tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: "same", bias }),
      ),
    ]),
  ...[[], [1], [4], [1, 1, 4], [4, 1, 1], [4, 5, 4]].map((shape) =>
    agrees(
      `Fused convolution with slopes of shape [${shape}]`,
      [random([2, 4, 5, 3]), random([3, 3, 3, 4]), random(shape, 0.1, 0.5)],
      (x, filter, slope) =>
        tf.fused.conv2d({
          x,
          filter,
          strides: 1,
          pad: "same",
          ...withActivation("prelu", slope),
        }),
      noGradients,
    )
  ),
  ...[[], [1], [4], [4, 1, 1], [1, 4, 4], [4, 4, 4]].map((shape) =>
    agrees(
      `Fused convolution of channels first with slopes of shape [${shape}]`,
      [random([2, 4, 4, 4]), random([3, 3, 4, 4]), random([4]), random(shape, 0.1, 0.5)],
      (x, filter, bias, slope) =>
        tf.fused.conv2d({
          x,
          filter,
          strides: 1,
          pad: "same",
          dataFormat: "NCHW",
          bias,
          ...withActivation("prelu", slope),
        }),
      noGradients,
    )
  ),
  ...[[], [1], [5]].map((shape) =>
    agrees(
      `Fused convolution of channels first with a bias of shape [${shape}]`,
      [random([2, 3, 4, 5]), random([3, 3, 3, 5]), random(shape)],
      (x, filter, bias) =>
        tf.fused.conv2d({
          x,
          filter,
          strides: 2,
          pad: "valid",
          dataFormat: "NCHW",
          bias,
          activation: "relu",
        }),
      noGradients,
    )
  ),
  agrees(
    "Fused convolution without a bias",
    [random([2, 4, 5, 3]), random([3, 3, 3, 4])],
    (x, filter) => tf.fused.conv2d({ x, filter, strides: 2, pad: "same", activation: "relu" }),
  ),
  agrees(
    "Fused depthwise convolution without a bias, stride 2, of an image without a batch",
    [random([5, 6, 3]), random([3, 3, 3, 1])],
    (x, filter) => tf.fused.depthwiseConv2d({ x, filter, strides: 2, pad: "same" }),
    noGradients, // tfjs's own have wrong shapes
  ),
  agrees(
    "Fused convolution with a bias of zeros",
    [random([1, 4, 5, 3]), random([3, 3, 3, 4])],
    (x, filter) => tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias: tf.zeros([4]) }),
  ),
  agrees(
    "Fused convolution with a bias of whole numbers",
    [random([1, 4, 5, 3]), random([3, 3, 3, 4])],
    (x, filter) =>
      tf.fused.conv2d({ x, filter, strides: 1, pad: 1, bias: tf.tensor1d([1, 2, 3, 4], "int32") }),
    noGradients,
  ),
  agrees(
    "Fused convolution with padding in which whole windows lie, with a bias",
    [random([1, 3, 3, 3]), random([2, 2, 3, 4]), random([4])],
    (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 3, pad: 4, bias }),
  ),
  agrees(
    "Fused convolution with padding in which all windows lie, with a bias",
    [random([2, 1, 1, 3]), random([1, 1, 3, 4]), random([4])],
    (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 3, pad: 1, bias }),
  ),
];

for (const each of cases) {
  Deno.test(`fused convolution: ${each.name} agrees with tfjs`, () => assertAgrees(each));
}
