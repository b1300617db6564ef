// This module is browser compatible.

import { OIHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { emitBlockedConv, fitsBlocks } from "./blocked_conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropUncovered, tapsOf } from "./windows.ts";

/**
 * Emits the gradient [in, multiplier, height, width] from x [n, in, ...input] and
 * dy [n, in · multiplier, ...output].
 */
type Algorithm = (lowering: Lowering, x: string, dy: string, geometry: ConvGeometry) => string;

/**
 * For each tap, the sum of the products of its elements with dy, by operators that every provider
 * has.
 */
const tapByTap: Algorithm = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, output } = geometry;
  const multiplier = outChannels / inChannels;
  const gradient = lowering.reshape(dy, [batch, inChannels, multiplier, ...output]);
  const sums = tapsOf(lowering, x, geometry, lowering.scalar(0)).map((tap) => {
    const product = lowering.emit("Mul", [
      lowering.reshape(tap, [batch, inChannels, 1, ...output]),
      gradient,
    ]);
    const sum = lowering.emit("ReduceSum", [product, lowering.ints([0, 3, 4])], {
      keepdims: { i: 0 },
    });
    return lowering.reshape(sum, [inChannels, multiplier, 1]);
  });
  const name = lowering.emit("Concat", sums, { axis: { i: 2 } });
  return lowering.reshape(name, [inChannels, multiplier, ...kernel]);
};

/**
 * The geometry of one depthwise convolution that convolves each channel of each image with its dy.
 */
function depthwiseGeometry(geometry: ConvGeometry): ConvGeometry {
  const { batch, outChannels, kernel, output, strides, dilations } = geometry;
  const channels = batch * outChannels;
  return {
    ...geometry,
    batch: 1,
    inChannels: channels,
    outChannels: channels,
    groups: channels,
    kernel: output,
    output: kernel,
    strides: dilations,
    dilations: strides,
  };
}

/**
 * A blocked depthwise convolution, then the sum over the images: 2 to 10 times faster than the
 * alternatives on the CPU.
 */
const blocked: Algorithm = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, output } = geometry;
  const multiplier = outChannels / inChannels;
  const { x: covered, windows } = cropUncovered(lowering, x, geometry, true);
  const depthwise = depthwiseGeometry(windows);
  const repeated = multiplier === 1 ? covered : lowering.emit("Expand", [
    lowering.reshape(covered, [batch, inChannels, 1, ...windows.input]),
    lowering.ints([batch, inChannels, multiplier, ...windows.input]),
  ]);
  const gradients = emitBlockedConv(
    lowering,
    lowering.reshape(repeated, [1, depthwise.inChannels, ...windows.input]),
    lowering.reshape(dy, [depthwise.outChannels, 1, ...output]),
    undefined,
    depthwise,
  );
  const images = lowering.reshape(gradients, [batch, inChannels, multiplier, ...kernel]);
  return lowering.emit("ReduceSum", [images, lowering.ints([0])], { keepdims: { i: 0 } });
};

/**
 * Gradient of a depthwise convolution with respect to its filter, [height, width, in, multiplier].
 */
export function depthwiseFilterGradient(
  lowering: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: ConvGeometry,
): Lowered {
  const { inChannels, outChannels, kernel, layout } = geometry;
  const algorithm = fitsBlocks(depthwiseGeometry(geometry), lowering.target.block)
    ? blocked
    : tapByTap;
  const gradient: Lowered = {
    name: algorithm(lowering, lowering.as(x, layout), lowering.as(dy, layout), geometry),
    shape: [...kernel, inChannels, outChannels / inChannels],
    dtype: "float32",
    layout: [2, 3, 0, 1],
  };
  // The parameters that the gradient updates are in this layout too.
  return { ...gradient, name: lowering.as(gradient, OIHW), layout: OIHW };
}
