// This module is browser compatible.

import { equal, sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import { blockedConv } from "./blocked_conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropped, seeing, surrounded, windowAttributes } from "./windows.ts";

/**
 * Emits a convolution of [n, c, ...input] with a filter [out, in / groups, ...kernel], in the form that is fastest on the
 * target.
 */
export function conv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  if (sizeOf(seeing(geometry).windows.output) === 0) return biasAlone(lowering, bias, geometry);
  const { x: data, windows } = cropped(lowering, x, geometry);
  const seen = paddedFirst(lowering, data, windows);
  return blockedConv(lowering, seen.x, filter, bias, seen.windows) ??
    lowering.emit("Conv", [seen.x, filter, ...(bias ? [bias] : [])], {
      ...windowAttributes(seen.windows),
      ...groupAttribute(geometry),
    });
}

/**
 * Pads in front of a convolution whose filter is as large as its input and that is padded only behind: ONNX Runtime 1.30 takes
 * it for a matrix product on WebGPU, and forgets the padding.
 */
function paddedFirst(
  lowering: Lowering,
  x: string,
  windows: ConvGeometry,
): { x: string; windows: ConvGeometry } {
  const { input, kernel, pads } = windows;
  const rank = input.length;
  const inFront = pads.slice(0, rank).some((pad) => pad !== 0);
  const behind = pads.slice(rank);
  if (inFront || !equal(kernel, input) || behind.every((pad) => pad === 0)) return { x, windows };
  return {
    x: surrounded(lowering, x, pads),
    windows: {
      ...windows,
      input: input.map((length, i) => length + behind[i]!),
      pads: pads.map(() => 0),
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
