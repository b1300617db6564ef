// This module is browser compatible.

import { channelPadding, channelPads } from "../../onnx/rewrites/channel_padding.ts";
import { equal, sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import { blockedConv } from "./blocked_conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropUncovered, overlapping, windowAttributes } from "./windows.ts";

/**
 * Emits a convolution of [n, c, ...input] with a filter [out, in / groups, ...kernel] by the
 * operator that is estimated to be fastest on the target.
 */
export function conv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  if (sizeOf(overlapping(geometry).windows.output) === 0) {
    return biasAlone(lowering, bias, geometry);
  }
  const covered = cropUncovered(lowering, x, geometry);
  const { filter: weights, windows } = prependTap(lowering, filter, covered.windows);
  const blocked = blockedConv(lowering, covered.x, weights, bias, windows);
  if (blocked !== undefined) return blocked;
  const operands = padChannels(lowering, covered.x, weights, geometry);
  return lowering.emit("Conv", [...operands, ...(bias ? [bias] : [])], {
    ...windowAttributes(windows),
    ...groupAttribute(geometry),
  });
}

/**
 * Input and filter, with channels of zeros appended when the target needs them
 * (`onnx/rewrites/channel_padding.ts`).
 */
function padChannels(
  lowering: Lowering,
  x: string,
  filter: string,
  geometry: ConvGeometry,
): string[] {
  const channels = lowering.target.channelPadding ? channelPadding(geometry) : 0;
  if (channels === 0) return [x, filter];
  const pads = lowering.ints(channelPads(channels, 2 + geometry.input.length));
  return [x, filter].map((name) => lowering.emit("Pad", [name, pads]));
}

/**
 * Prepends a tap of zeros to a filter that has the size of its input, or that has one tap, when
 * only the end is padded. ONNX Runtime's WebGPU provider (1.30) computes such a convolution as a
 * matrix product and ignores the padding. A Pad node in front does not help, because ONNX Runtime
 * fuses it into the convolution.
 */
function prependTap(
  lowering: Lowering,
  filter: string,
  windows: ConvGeometry,
): { filter: string; windows: ConvGeometry } {
  const { input, kernel, strides, pads, inChannels, outChannels, groups } = windows;
  const inFront = pads.slice(0, input.length).some((pad) => pad !== 0);
  const padded = pads.some((pad) => pad > 0);
  const isProduct = equal(kernel, input) || [...kernel, ...strides].every((length) => length === 1);
  if (inFront || !padded || !isProduct) return { filter, windows };
  const added = pads.map((_, i) => i === 0 ? 1 : 0);
  const zeros = lowering.emit("Expand", [
    lowering.scalar(0),
    lowering.ints([outChannels, inChannels / groups, 1, ...kernel.slice(1)]),
  ]);
  return {
    filter: lowering.emit("Concat", [zeros, filter], { axis: { i: 2 } }),
    windows: {
      ...windows,
      kernel: kernel.map((taps, i) => taps + added[i]!),
      pads: pads.map((pad, i) => pad + added[i]! * windows.dilations[0]!),
    },
  };
}

/** Emits the result when no window overlaps the input: the bias alone. */
function biasAlone(lowering: Lowering, bias: string | undefined, geometry: ConvGeometry): string {
  const { batch, outChannels, output } = geometry;
  const each = bias === undefined
    ? lowering.scalar(0)
    : lowering.reshape(bias, [1, outChannels, ...output.map(() => 1)]);
  return lowering.emit("Expand", [each, lowering.ints([batch, outChannels, ...output])]);
}

/** ONNX's attribute `group`, left out when there is one group. */
export function groupAttribute({ groups }: ConvGeometry): { group?: { i: number } } {
  return groups === 1 ? {} : { group: { i: groups } };
}

/** A filter [.., .., ...kernel] with its taps in reverse order. */
export function flipped(lowering: Lowering, filter: string, kernel: readonly number[]): string {
  if (kernel.every((taps) => taps === 1)) return filter;
  return lowering.emit("Slice", [
    filter,
    lowering.ints(kernel.map(() => -1)),
    lowering.ints(kernel.map((taps) => -1 - taps)),
    lowering.ints(kernel.map((_, i) => i + 2)),
    lowering.ints(kernel.map(() => -1)),
  ]);
}
