// This module is browser compatible.

import type { Inputs } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { conv } from "./conv.ts";
import { type ConvAttributes, type ConvGeometry, convGeometry } from "./conv_geometry.ts";
import { gradientType, overlappingGradient, requireFloats } from "./conv_types.ts";
import { cast } from "./elementwise.ts";
import { depthwiseFilterGradient } from "./depthwise_filter_gradient.ts";
import { type FusedAttributes, fusedConv, fusedType } from "./fused_conv.ts";
import { transposedConv } from "./transposed_conv.ts";

/**
 * The layout of depthwise filters of tfjs's shape [height, width, in, multiplier] with the channels
 * first.
 */
const CHANNELS_FIRST = [2, 3, 0, 1];

/**
 * Emits a depthwise convolution: each channel is filtered separately, to `multiplier` channels of
 * the result.
 */
function convolve(
  lowering: Lowering,
  x: Lowered,
  filter: Lowered,
  geometry: ConvGeometry,
  bias?: string,
): Lowered {
  const { layout, outShape } = geometry;
  const name = conv(lowering, lowering.as(x, layout), weightsOf(lowering, filter), bias, geometry);
  return { name, shape: outShape, dtype: "float32", layout };
}

/** A filter in the shape for a grouped convolution: [in · multiplier, 1, height, width]. */
function weightsOf(lowering: Lowering, filter: Lowered): string {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  const name = lowering.as(filter, CHANNELS_FIRST);
  return lowering.reshape(name, [channels * multiplier, 1, height, width]);
}

/** The geometry of a gradient. tfjs has no gradient for dilated windows. */
function gradientGeometry(
  kernelName: string,
  inShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
): ConvGeometry {
  const geometry = convGeometry(inShape, filterShape, attributes, true);
  if (geometry.dilations.some((dilation) => dilation !== 1)) {
    throw unsupported(`${kernelName} with dilations [${geometry.dilations}]`);
  }
  return geometry;
}

/**
 * The geometry of a convolution with channels last. tfjs's cpu backend ignores `dataFormat` here.
 */
function forwardGeometry(
  kernelName: string,
  inputs: Inputs,
  attributes: ConvAttributes,
): ConvGeometry {
  if (attributes.dataFormat === "NCHW") throw unsupported(`${kernelName} with dataFormat NCHW`);
  requireFloats(kernelName, inputs);
  return convGeometry(inputs.x!.shape, inputs.filter!.shape, attributes, true);
}

/** Depthwise convolution and its gradients. */
export const depthwise: KernelTable = {
  DepthwiseConv2dNative: kernel<ConvAttributes>({
    infer: (inputs, attributes) => ({
      shape: forwardGeometry("DepthwiseConv2dNative", inputs, attributes).outShape,
      dtype: "float32",
    }),
    lower: (lowering, { x, filter }, attributes) =>
      convolve(lowering, x!, filter!, convGeometry(x!.shape, filter!.shape, attributes, true)),
  }),

  FusedDepthwiseConv2D: kernel<FusedAttributes>({
    infer: (inputs, attributes) => {
      const { outShape } = forwardGeometry("FusedDepthwiseConv2D", inputs, attributes);
      return fusedType(outShape, inputs, attributes);
    },
    lower: (lowering, inputs, attributes) => {
      const { x, filter } = inputs;
      const geometry = convGeometry(x!.shape, filter!.shape, attributes, true);
      return fusedConv(
        lowering,
        inputs,
        attributes,
        geometry,
        (bias) => convolve(lowering, x!, filter!, geometry, bias),
      );
    },
  }),

  DepthwiseConv2dNativeBackpropInput: kernel<ConvAttributes & { inputShape: number[] }>({
    infer: ({ dy, filter }, attributes) => {
      const kernelName = "DepthwiseConv2dNativeBackpropInput";
      const { inputShape } = attributes;
      const geometry = gradientGeometry(kernelName, inputShape, filter!.shape, attributes);
      return gradientType(kernelName, inputShape, dy!, geometry);
    },
    lower: (lowering, inputs, attributes) => {
      const { inputShape } = attributes;
      const filter = cast(lowering, inputs.filter!, "float32");
      const all = convGeometry(inputShape, filter.shape, attributes, true);
      const { dy, geometry } = overlappingGradient(lowering, inputs.dy!, all);
      const { layout } = geometry;
      const name = transposedConv(lowering, lowering.as(dy, layout), {
        plain: weightsOf(lowering, filter),
        swapped: lowering.as(filter, CHANNELS_FIRST),
      }, geometry);
      return { name, shape: inputShape, dtype: "float32", layout };
    },
  }),

  DepthwiseConv2dNativeBackpropFilter: kernel<ConvAttributes & { filterShape: number[] }>({
    infer: ({ x, dy }, attributes) => {
      const kernelName = "DepthwiseConv2dNativeBackpropFilter";
      const { filterShape } = attributes;
      const geometry = gradientGeometry(kernelName, x!.shape, filterShape, attributes);
      return gradientType(kernelName, filterShape, dy!, geometry);
    },
    lower: (lowering, inputs, attributes) => {
      const x = cast(lowering, inputs.x!, "float32");
      const all = convGeometry(x.shape, attributes.filterShape, attributes, true);
      const { dy, geometry } = overlappingGradient(lowering, inputs.dy!, all);
      return depthwiseFilterGradient(lowering, x, dy, geometry);
    },
  }),
};
