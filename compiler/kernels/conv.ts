// This module is browser compatible.

import { equal, sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import { blockedConv } from "./blocked_conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropped, seeing, windowAttributes } from "./windows.ts";

/**
 * Emits a convolution of [n, c, ...input] with a filter [out, in / groups, ...kernel], in the form
 * that is fastest on the target.
 */
export function conv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  if (sizeOf(seeing(geometry).windows.output) === 0) return biasAlone(lowering, bias, geometry);
  const seen = cropped(lowering, x, geometry);
  const { filter: weights, windows } = widened(lowering, filter, seen.windows);
  const blocked = blockedConv(lowering, seen.x, weights, bias, windows);
  if (blocked !== undefined) return blocked;
  const operands = deepened(lowering, seen.x, weights, geometry);
  return lowering.emit("Conv", [...operands, ...(bias ? [bias] : [])], {
    ...windowAttributes(windows),
    ...groupAttribute(geometry),
  });
}

/**
 * Input and filter with channels of zeros, up to a multiple of 4, where the target computes wrong
 * without them (`Target.threes`).
 */
function deepened(
  lowering: Lowering,
  x: string,
  filter: string,
  { input, inChannels, outChannels, groups }: ConvGeometry,
): string[] {
  const inThrees = groups === 1 && inChannels > 3 && inChannels % 3 === 0 &&
    inChannels % 4 !== 0 && outChannels % 4 === 0;
  if (lowering.target.threes || !inThrees) return [x, filter];
  const none = input.map(() => 0);
  const more = lowering.ints([0, 0, ...none, 0, 4 - inChannels % 4, ...none]);
  return [x, filter].map((name) => lowering.emit("Pad", [name, more]));
}

/**
 * Another tap, zero, in front of a filter that is as large as its input, or of one tap, where
 * padding is only behind: ONNX Runtime 1.30 takes it for a matrix product on WebGPU, and forgets
 * the padding. (A Pad before the convolution would be fused with it.)
 */
function widened(
  lowering: Lowering,
  filter: string,
  windows: ConvGeometry,
): { filter: string; windows: ConvGeometry } {
  const { input, kernel, strides, pads, inChannels, outChannels, groups } = windows;
  const inFront = pads.slice(0, input.length).some((pad) => pad !== 0);
  const padded = pads.some((pad) => pad > 0);
  const isProduct = equal(kernel, input) || [...kernel, ...strides].every((length) => length === 1);
  if (inFront || !padded || !isProduct) return { filter, windows };
  const one = pads.map((_, i) => i === 0 ? 1 : 0);
  const zeros = lowering.emit("Expand", [
    lowering.scalar(0),
    lowering.ints([outChannels, inChannels / groups, 1, ...kernel.slice(1)]),
  ]);
  return {
    filter: lowering.emit("Concat", [zeros, filter], { axis: { i: 2 } }),
    windows: {
      ...windows,
      kernel: kernel.map((taps, i) => taps + one[i]!),
      pads: pads.map((pad, i) => pad + one[i]! * windows.dilations[0]!),
    },
  };
}

/** What windows give that see nothing of the input. */
function biasAlone(lowering: Lowering, bias: string | undefined, geometry: ConvGeometry): string {
  const { batch, outChannels, output } = geometry;
  const each = bias === undefined
    ? lowering.scalar(0)
    : lowering.reshape(bias, [1, outChannels, ...output.map(() => 1)]);
  return lowering.emit("Expand", [each, lowering.ints([batch, outChannels, ...output])]);
}

/** ONNX's attribute for convolutions that stand side by side. */
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
