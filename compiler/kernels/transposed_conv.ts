// This module is browser compatible.

import type { Lowering } from "../lowering.ts";
import { conv, flipped, groupAttribute } from "./conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { surrounded, transposedWindows, unseen, windowAttributes, without } from "./windows.ts";

/** A filter as a transposed convolution may want it. */
export interface TransposedFilter {
  /** [out, in / groups, ...kernel], as the convolution has it. */
  readonly plain: string;
  /** [in, out / groups, ...kernel], channels swapped. */
  readonly swapped: string;
}

/**
 * Emits the transpose of a convolution, its gradient with respect to its input: from `dy` [n, out, ...output] to
 * [n, in, ...input]. Every window sees some of the input. At stride 1 it is itself a convolution, of dy with the filter flipped and its channel axes swapped, and
 * Conv is faster than ConvTranspose.
 */
export function transposedConv(
  lowering: Lowering,
  dy: string,
  filter: TransposedFilter,
  geometry: ConvGeometry,
): string {
  const cut = unseen(geometry);
  if (cut.some((length) => length > 0)) {
    const dx = transposedConv(lowering, dy, filter, without(geometry, cut));
    return surrounded(lowering, dx, cut);
  }
  const { kernel, strides, pads } = geometry;
  if (strides.every((stride) => stride === 1)) {
    return conv(lowering, dy, flipped(lowering, filter.swapped, kernel), undefined, {
      ...transposedWindows(geometry),
      inChannels: geometry.outChannels,
      outChannels: geometry.inChannels,
    });
  }
  return lowering.emit("ConvTranspose", [dy, filter.plain], {
    ...windowAttributes(geometry),
    ...groupAttribute(geometry),
    output_padding: { ints: pads.slice(kernel.length).map((pad) => Math.max(0, -pad)) },
  });
}
