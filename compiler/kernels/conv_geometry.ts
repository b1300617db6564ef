// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { identity, type Permutation } from "../layout.ts";
import { type Windows, windowsOf } from "./windows.ts";

/** tfjs's attributes of a convolution and its gradients. In 3D `pad` is not a list. */
export interface ConvAttributes {
  strides: number | number[];
  pad: Padding;
  dataFormat?: "NHWC" | "NCHW" | "NDHWC";
  dilations?: number | number[] | null;
  dimRoundingMode?: Rounding;
}

/** Padding as tfjs describes it. */
export type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];

/** Rounding of the number of windows along an axis. */
export type Rounding = "floor" | "round" | "ceil";

/** Sizes of a convolution in ONNX's terms. */
export interface ConvGeometry extends Windows {
  batch: number;
  inChannels: number;
  outChannels: number;
  /**
   * Number of groups of channels that are convolved separately: `inChannels` for a depthwise
   * convolution, else 1.
   */
  groups: number;
  /** Layout of activations for ONNX: [n, c, ...spatial]. */
  layout: Permutation;
  /** tfjs's shape of the result. */
  outShape: readonly number[];
}

/** The layout for ONNX of activations of tfjs's shape [n, ...spatial, c]. */
export function channelsFirst(rank: number): Permutation {
  return [0, rank - 1, ...identity(rank - 2).map((axis) => axis + 1)];
}

/** The layout for ONNX of filters of tfjs's shape [...spatial, in, out]. */
export function filterLayout(rank: number): Permutation {
  return [rank - 1, rank - 2, ...identity(rank - 2)];
}

/** Computes the geometry of a convolution from tfjs's shapes and attributes. */
export function convGeometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
  depthwise = false,
): ConvGeometry {
  const rank = inShape.length;
  const info = rank === 5
    ? info3D(inShape, filterShape, attributes)
    : info2D(inShape, filterShape, attributes, depthwise);
  return {
    ...windowsOf(info),
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    groups: depthwise ? info.inChannels : 1,
    layout: attributes.dataFormat === "NCHW" ? identity(rank) : channelsFirst(rank),
    outShape: info.outShape,
  };
}

function info2D(
  inShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: ConvAttributes,
  depthwise: boolean,
) {
  return backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as [number, number],
    (dilations ?? 1) as [number, number],
    pad,
    dimRoundingMode,
    depthwise,
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
}

function info3D(
  inShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations }: ConvAttributes,
) {
  return backend_util.computeConv3DInfo(
    inShape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    strides as [number, number, number],
    (dilations ?? 1) as [number, number, number],
    pad as number | "same" | "valid",
  );
}
