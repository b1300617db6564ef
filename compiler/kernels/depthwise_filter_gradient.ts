// This module is browser compatible.

import { OIHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { emitBlockedConv, fitsBlocks } from "./blocked_conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropped, tapsOf } from "./windows.ts";

/**
 * What the forms make of x [n, in, ...input] and dy [n, in · multiplier, ...output]: [in,
 * multiplier, height, width].
 */
type Form = (lowering: Lowering, x: string, dy: string, geometry: ConvGeometry) => string;

/**
 * For each tap, the sum of the products of what it sees with dy: operators that every provider has.
 */
const tapByTap: Form = (lowering, x, dy, geometry) => {
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

/** The convolution of each channel of each image with its dy, one of as many depthwise ones. */
function channelsAlone(
  geometry: ConvGeometry,
): ConvGeometry {
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
 * That convolution in blocks, then the sum over the images: two to ten times faster than any other
 * form on the CPU.
 */
const inBlocks: Form = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, output } = geometry;
  const multiplier = outChannels / inChannels;
  const { x: seen, windows } = cropped(lowering, x, geometry, true);
  const alone = channelsAlone(windows);
  const repeated = multiplier === 1 ? seen : lowering.emit("Expand", [
    lowering.reshape(seen, [batch, inChannels, 1, ...windows.input]),
    lowering.ints([batch, inChannels, multiplier, ...windows.input]),
  ]);
  const gradients = emitBlockedConv(
    lowering,
    lowering.reshape(repeated, [1, alone.inChannels, ...windows.input]),
    lowering.reshape(dy, [alone.outChannels, 1, ...output]),
    undefined,
    alone,
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
  const form = fitsBlocks(channelsAlone(geometry), lowering.target.block) ? inBlocks : tapByTap;
  const gradient: Lowered = {
    name: form(lowering, lowering.as(x, layout), lowering.as(dy, layout), geometry),
    shape: [...kernel, inChannels, outChannels / inChannels],
    dtype: "float32",
    layout: [2, 3, 0, 1],
  };
  // In ONNX's order from here on, as the parameters that it updates are.
  return { ...gradient, name: lowering.as(gradient, OIHW), layout: OIHW };
}
