// This module is browser compatible.

import { equal, sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import type { Target } from "../targets.ts";
import { conv, flipped, groupAttribute } from "./conv.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import {
  padSpatial,
  sliceSpatial,
  transposedWindows,
  trimmed,
  uncovered,
  windowAttributes,
} from "./windows.ts";

/** A filter in both layouts that a transposed convolution may need. */
export interface TransposedFilter {
  /** [out, in / groups, ...kernel], as in the convolution. */
  readonly plain: string;
  /** [in, out / groups, ...kernel], channels swapped. */
  readonly swapped: string;
}

/**
 * Emits the transpose of a convolution, its gradient by the input: from `dy` [n, out, ...output] to
 * [n, in, ...input]. Every window overlaps the input. At stride 1 it is also a convolution of dy
 * with the filter flipped and its channel axes swapped.
 */
export function transposedConv(
  lowering: Lowering,
  dy: string,
  filter: TransposedFilter,
  geometry: ConvGeometry,
): string {
  const cut = uncovered(geometry);
  if (cut.some((length) => length > 0)) {
    const dx = transposedConv(lowering, dy, filter, trimmed(geometry, cut));
    return padSpatial(lowering, dx, cut);
  }
  const { kernel, strides } = geometry;
  if (strides.every((stride) => stride === 1) && !folds(geometry, lowering.target)) {
    return conv(lowering, dy, flipped(lowering, filter.swapped, kernel), undefined, {
      ...transposedWindows(geometry),
      inChannels: geometry.outChannels,
      outChannels: geometry.inChannels,
    });
  }
  return convTranspose(lowering, dy, filter, geometry);
}

/** True when ConvTranspose is faster than Conv for a transposed convolution of stride 1. */
function folds(geometry: ConvGeometry, { foldCost, directChannels }: Target): boolean {
  const { inChannels, outChannels, input, output } = geometry;
  const folded = inChannels * sizeOf(output), unfolded = outChannels * sizeOf(input);
  return inChannels <= directChannels || folded * foldCost < unfolded;
}

/**
 * True when a convolution is faster as a transposed one, and needs no padding that ConvTranspose
 * does not have.
 */
export function isDirect(geometry: ConvGeometry, { directChannels }: Target): boolean {
  const { outChannels, groups, kernel, strides, dilations, pads } = geometry;
  return outChannels <= directChannels && groups === 1 && kernel.length < 3 &&
    [...strides, ...dilations].every((distance) => distance === 1) &&
    [...pads, ...transposedWindows(geometry).pads].every((pad) => pad >= 0);
}

/**
 * Emits a convolution of `x` [n, in, ...input] as a transposed one.
 *
 * @param filter [in, out, ...kernel], channels swapped.
 */
export function directConv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  return emitConvTranspose(
    lowering,
    x,
    { plain: flipped(lowering, filter, geometry.kernel), bias },
    {
      ...transposedWindows(geometry),
      inChannels: geometry.outChannels,
      outChannels: geometry.inChannels,
    },
  );
}

/**
 * Emits ONNX's ConvTranspose or, for a target without `fullConvTranspose`, a convolution of dy with
 * zeros inserted.
 */
export function convTranspose(
  lowering: Lowering,
  dy: string,
  filter: TransposedFilter,
  geometry: ConvGeometry,
): string {
  const { kernel, strides, groups, inChannels, outChannels, output } = geometry;
  const plain = kernel.length < 3 && (groups === 1 || outChannels === groups);
  if (plain || lowering.target.fullConvTranspose) {
    return emitConvTranspose(lowering, dy, filter, geometry);
  }
  const dilated = insertZeros(lowering, dy, geometry);
  return conv(lowering, dilated, flipped(lowering, filter.swapped, kernel), undefined, {
    ...transposedWindows({
      ...geometry,
      strides: strides.map(() => 1),
      output: output.map((length, i) => (length - 1) * strides[i]! + 1),
    }),
    inChannels: outChannels,
    outChannels: inChannels,
  });
}

/**
 * Emits ONNX's ConvTranspose. For a target with `symmetricPads`, a Slice crops what symmetric pads
 * do not.
 */
function emitConvTranspose(
  lowering: Lowering,
  dy: string,
  filter: { readonly plain: string; readonly bias?: string | undefined },
  geometry: ConvGeometry,
): string {
  const rank = geometry.kernel.length;
  const pads = geometry.pads.map((pad) => Math.max(0, pad));
  const kept = lowering.target.symmetricPads
    ? pads.map((pad, i) => Math.min(pad, pads[(i + rank) % pads.length]!))
    : pads;
  const dx = lowering.emit("ConvTranspose", [
    dy,
    filter.plain,
    ...(filter.bias ? [filter.bias] : []),
  ], {
    ...windowAttributes({ ...geometry, pads: kept }),
    ...groupAttribute(geometry),
    output_padding: { ints: geometry.pads.slice(rank).map((pad) => Math.max(0, -pad)) },
  });
  if (equal(kept, pads)) return dx;
  const start = pads.slice(0, rank).map((pad, i) => pad - kept[i]!);
  return sliceSpatial(lowering, dx, start, geometry.input);
}

/** Inserts stride - 1 zeros between the elements of dy [n, out, ...output]. */
function insertZeros(
  lowering: Lowering,
  dy: string,
  { batch, outChannels, output, strides }: ConvGeometry,
): string {
  const lengths = [...output];
  const name = strides.reduce((x, stride, i) => {
    if (stride === 1) return x;
    const before = [batch, outChannels, ...lengths.slice(0, i + 1)];
    const after = lengths.slice(i + 1);
    const zeros = lowering.emit("Expand", [
      lowering.scalar(0),
      lowering.ints([...before, stride - 1, ...after]),
    ]);
    const alternating = lowering.emit(
      "Concat",
      [lowering.reshape(x, [...before, 1, ...after]), zeros],
      { axis: { i: i + 3 } },
    );
    lengths[i]! *= stride;
    return lowering.reshape(alternating, [batch, outChannels, ...lengths]);
  }, dy);
  const kept = output.map((length, i) => (length - 1) * strides[i]! + 1);
  return equal(kept, lengths) ? name : sliceSpatial(lowering, name, kept.map(() => 0), kept);
}
