// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { equal, sizeOf } from "../graph.ts";
import { type Permutation, permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { channelsFirst, type Padding, type Rounding } from "./conv_geometry.ts";
import { overlapping, padSpatial, sliceSpatial, type Windows, windowsOf } from "./windows.ts";

/** tfjs's attributes of a pooling and its gradient. In 3D `pad` is not a list. */
export interface PoolAttributes {
  filterSize: number | number[];
  strides: number | number[];
  pad: Padding;
  dimRoundingMode?: Rounding;
}

/** Sizes of a pooling in ONNX's terms. */
export interface PoolGeometry extends Windows {
  batch: number;
  channels: number;
  /** Layout in which ONNX pools: [n, c, ...spatial]. */
  layout: Permutation;
  /** tfjs's shape of the result. */
  outShape: readonly number[];
}

/** Computes the geometry of a pooling from tfjs's shapes and attributes. */
export function poolGeometry(
  inShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): PoolGeometry {
  const info = inShape.length === 5
    ? backend_util.computePool3DInfo(
      inShape as [number, number, number, number, number],
      filterSize as [number, number, number],
      strides as [number, number, number],
      1,
      pad as number | "same" | "valid",
      dimRoundingMode,
    )
    : backend_util.computePool2DInfo(
      inShape as [number, number, number, number],
      filterSize as [number, number],
      strides as [number, number],
      1,
      pad,
      dimRoundingMode,
    );
  return {
    ...windowsOf(info),
    batch: info.batchSize,
    channels: info.inChannels,
    layout: channelsFirst(inShape.length),
    outShape: info.outShape,
  };
}

/**
 * True for windows of one pixel that are as many as pixels. tfjs then returns the input, wherever
 * the windows lie.
 */
export function changesNothing(
  { kernel, outShape }: PoolGeometry,
  shape: readonly number[],
): boolean {
  return shape.length === 4 && sizeOf(kernel) === 1 && equal(shape, outShape);
}

/**
 * Emits a pooling. ONNX Runtime refuses padding as wide as a window, so `pool` pools only with the
 * windows that overlap the input. The results of the other windows are `nothing`.
 */
export function pooled(
  lowering: Lowering,
  geometry: PoolGeometry,
  nothing: string,
  pool: (windows: PoolGeometry) => string,
): string {
  const { windows, outside } = overlapping(geometry);
  if (sizeOf(windows.output) > 0) return padSpatial(lowering, pool(windows), outside, nothing);
  const { batch, channels, output } = geometry;
  return lowering.emit("Expand", [nothing, lowering.ints([batch, channels, ...output])]);
}

/**
 * Emits the gradient of a pooling from the windows that overlap the input.
 *
 * @param tensors dy and other tensors of the pooled shape. tfjs does not pass the rounding of the
 * number of windows to gradients, so that the last windows may be missing in the geometry.
 * @param gradient Emits the gradient [n, c, ...input] from the parts of the tensors for these
 * windows.
 */
export function pooledGradient(
  lowering: Lowering,
  geometry: PoolGeometry,
  inShape: readonly number[],
  tensors: readonly Lowered[],
  gradient: (windows: PoolGeometry, ...tensors: string[]) => string,
): Lowered {
  const { windows, outside } = overlapping(geometry);
  const { layout } = geometry;
  const type = { shape: inShape, dtype: "float32", layout } as const;
  if (sizeOf(windows.output) === 0) return { ...type, name: "", fill: 0 };
  const { output } = windows;
  const covered = tensors.map((tensor) => {
    const name = lowering.as(tensor, layout);
    const whole = equal(permuted(tensor.shape, layout).slice(2), output);
    return whole ? name : sliceSpatial(lowering, name, outside.slice(0, output.length), output);
  });
  return { ...type, name: gradient(windows, ...covered) };
}
