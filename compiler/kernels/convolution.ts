// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import type { Inputs, TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity, NCHW, OIHW, type Permutation } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { OnnxAttribute } from "../onnx.ts";
import { activate, type Activation, requireActivation } from "./activation.ts";
import { blockedConv } from "./blocked_conv.ts";
import { filterGradient } from "./filter_gradient.ts";

/** tfjs's attributes of a 2D convolution and its gradients. */
export interface ConvAttributes {
  strides: number | [number, number];
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  dataFormat?: "NHWC" | "NCHW";
  dilations?: number | [number, number];
  dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Sizes of a 2D convolution, in ONNX's terms. */
export interface ConvGeometry {
  batch: number;
  inChannels: number;
  outChannels: number;
  input: readonly [number, number];
  output: readonly [number, number];
  kernel: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** [top, left, bottom, right]; at the end just what the windows reach. */
  pads: readonly [number, number, number, number];
  /** Layout of activations as ONNX wants them: [n, c, h, w]. */
  layout: Permutation;
  inShape: readonly number[];
  outShape: readonly number[];
}

/** Works out the geometry of a convolution from tfjs's shapes and attributes. */
export function convGeometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat = "NHWC", dilations = 1, dimRoundingMode }: ConvAttributes,
): ConvGeometry {
  const info = backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  const { top, left } = info.padInfo;
  const reach = (out: number, stride: number, window: number, length: number, before: number) =>
    Math.max(0, (out - 1) * stride + window - length - before);
  const { outHeight, outWidth, strideHeight, strideWidth, inHeight, inWidth } = info;
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    input: [inHeight, inWidth],
    output: [outHeight, outWidth],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [strideHeight, strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [
      top,
      left,
      reach(outHeight, strideHeight, info.effectiveFilterHeight, inHeight, top),
      reach(outWidth, strideWidth, info.effectiveFilterWidth, inWidth, left),
    ],
    layout: dataFormat === "NCHW" ? identity(4) : NCHW,
    inShape,
    outShape: info.outShape,
  };
}

/** ONNX's attributes for a convolution of this geometry. */
export function windowAttributes(
  { kernel, strides, dilations, pads }: Pick<
    ConvGeometry,
    "kernel" | "strides" | "dilations" | "pads"
  >,
): Record<string, OnnxAttribute> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: pads },
    ...(dilations.some((d) => d !== 1) ? { dilations: { ints: dilations } } : {}),
  };
}

/** Emits a convolution of NCHW data with an OIHW filter, in the form that is fastest on the target. */
export function conv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  return blockedConv(lowering, x, filter, bias, geometry) ??
    lowering.emit("Conv", [x, filter, ...(bias ? [bias] : [])], windowAttributes(geometry));
}

function convolve(
  lowering: Lowering,
  { x, filter, bias }: Record<string, Lowered>,
  attributes: ConvAttributes,
): Lowered {
  const geometry = convGeometry(x!.shape, filter!.shape, attributes);
  const { layout, outShape } = geometry;
  const name = conv(
    lowering,
    lowering.as(x!, layout),
    lowering.as(filter!, OIHW),
    bias && channelBias(lowering, bias, geometry.outChannels),
    geometry,
  );
  return { name, shape: outShape, dtype: "float32", layout };
}

/** tfjs lets one number be the bias of every channel; Conv wants a number each. */
function channelBias(lowering: Lowering, bias: Lowered, channels: number): string {
  const name = lowering.plain(bias);
  const fits = bias.shape.length === 1 && bias.shape[0] === channels;
  return fits ? name : lowering.emit("Expand", [name, lowering.ints([channels])]);
}

const outType = ({ x, filter }: Inputs, attributes: ConvAttributes): TensorType => ({
  shape: convGeometry(x!.shape, filter!.shape, attributes).outShape,
  dtype: "float32",
});

/** 2D convolution and its gradients. */
export const convolution: KernelTable = {
  Conv2D: kernel<ConvAttributes>({
    infer: outType,
    lower: (lowering, inputs, attributes) => convolve(lowering, inputs, attributes),
  }),

  FusedConv2D: kernel<ConvAttributes & Activation>({
    infer: (inputs, attributes) => {
      requireActivation(attributes);
      return outType(inputs, attributes);
    },
    lower: (lowering, inputs, attributes) =>
      activate(
        lowering,
        convolve(lowering, inputs, attributes),
        attributes,
        inputs.preluActivationWeights,
      ),
  }),

  Conv2DBackpropInput: kernel<ConvAttributes & { inputShape: number[] }>({
    infer: (_, { inputShape }) => ({ shape: inputShape, dtype: "float32" }),
    lower: (lowering, { dy, filter }, attributes) => {
      const geometry = convGeometry(attributes.inputShape, filter!.shape, attributes);
      const name = inputGradient(lowering, dy!, filter!, geometry);
      return { name, shape: attributes.inputShape, dtype: "float32", layout: geometry.layout };
    },
  }),

  Conv2DBackpropFilter: kernel<ConvAttributes & { filterShape: number[] }>({
    infer: (_, { filterShape }) => ({ shape: filterShape, dtype: "float32" }),
    lower: (lowering, { x, dy }, attributes) => {
      const { filterShape } = attributes;
      const geometry = convGeometry(x!.shape, filterShape, attributes);
      return filterGradient(lowering, x!, dy!, filterShape, geometry);
    },
  }),
};

/**
 * Gradient with respect to the input. At stride 1 it is itself a convolution, of dy with the filter flipped and its channel
 * axes swapped, and Conv is faster than ConvTranspose; otherwise ConvTranspose.
 */
function inputGradient(
  lowering: Lowering,
  dy: Lowered,
  filter: Lowered,
  geometry: ConvGeometry,
): string {
  const { kernel, strides, dilations, pads, input, output, layout } = geometry;
  const dilated = dilations.some((d) => d !== 1);
  const data = lowering.as(dy, layout);
  const weights = lowering.as(filter, OIHW);
  if (strides.every((stride) => stride === 1) && !dilated) {
    const swapped = lowering.emit("Transpose", [weights], { perm: { ints: [1, 0, 2, 3] } });
    const flipped = kernel.every((k) => k === 1) ? swapped : lowering.emit("Slice", [
      swapped,
      lowering.ints([-1, -1]),
      lowering.ints([-1 - kernel[0], -1 - kernel[1]]),
      lowering.ints([2, 3]),
      lowering.ints([-1, -1]),
    ]);
    const before = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]] as const;
    const after = [0, 1].map((i) => input[i]! - output[i]! - before[i]! + kernel[i]! - 1);
    if (before.every((pad) => pad >= 0) && after.every((pad) => pad >= 0)) {
      return conv(lowering, data, flipped, undefined, {
        ...geometry,
        inChannels: geometry.outChannels,
        outChannels: geometry.inChannels,
        input: output,
        output: input,
        pads: [before[0], before[1], after[0]!, after[1]!],
      });
    }
  }
  const missing = [0, 1].map((i) => {
    const window = (kernel[i]! - 1) * dilations[i]! + 1;
    return input[i]! - ((output[i]! - 1) * strides[i]! + window - pads[i]! - pads[i + 2]!);
  });
  return lowering.emit("ConvTranspose", [data, weights], {
    ...windowAttributes(geometry),
    output_padding: { ints: missing },
  });
}
