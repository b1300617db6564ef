// This module is browser compatible.

import { OIHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { conv } from "./conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropped } from "./windows.ts";

/**
 * Gradient of a depthwise convolution with respect to its filter, [height, width, in, multiplier]: for each channel a convolution of
 * its images with dy, the images side by side as channels.
 */
export function depthwiseFilterGradient(
  lowering: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: ConvGeometry,
): Lowered {
  const { batch, inChannels, outChannels, kernel, output, input, strides, dilations, layout } =
    geometry;
  const swapped = [layout[1]!, layout[0]!, ...layout.slice(2)];
  const images = lowering.reshape(lowering.as(x, swapped), [1, inChannels * batch, ...input]);
  const { x: seen, windows } = cropped(lowering, images, geometry, true);
  const name = conv(lowering, seen, lowering.as(dy, swapped), undefined, {
    ...windows,
    batch: 1,
    inChannels: inChannels * batch,
    groups: inChannels,
    kernel: output,
    output: kernel,
    strides: dilations,
    dilations: strides,
  });
  const multiplier = outChannels / inChannels;
  const shape = [...kernel, inChannels, multiplier];
  const layoutOf = [2, 3, 0, 1];
  const gradient = {
    name: lowering.reshape(name, [inChannels, multiplier, ...kernel]),
    shape,
    dtype: "float32",
    layout: layoutOf,
  } as const;
  return { ...gradient, name: lowering.as(gradient, OIHW), layout: OIHW };
}
