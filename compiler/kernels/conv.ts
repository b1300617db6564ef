// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import { blockedConv } from "./blocked_conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cropped, seeing, windowAttributes } from "./windows.ts";

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
  const seen = cropped(lowering, x, geometry);
  return blockedConv(lowering, seen.x, filter, bias, seen.windows) ??
    lowering.emit("Conv", [seen.x, filter, ...(bias ? [bias] : [])], {
      ...windowAttributes(seen.windows),
      ...groupAttribute(geometry),
    });
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
