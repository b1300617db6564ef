// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { windowAttributes } from "./windows.ts";

/** Domain of ONNX Runtime's internal operators for blocked data. Only its CPU provider has them. */
export const NCHWC = "com.microsoft.nchwc";

/**
 * Nanoseconds per element on two cores of a Zen 4 server: unfolding windows, reordering channels,
 * and reordering a filter with a Transpose. A filter takes less time now, but another number would
 * change which convolutions are blocked, and with that the last bits of trained models.
 */
const UNFOLD_NS = 0.55;
const REORDER_NS = 0.5;
const FILTER_NS = 4;
/** Multiply-adds per nanosecond in either convolution. */
const MULTIPLY_ADDS = 80;
/**
 * Nanoseconds per multiply-add of a depthwise convolution, by ONNX's Conv and with blocks
 * (docs/compiler.md).
 */
const DEPTHWISE_NS = 0.2;
const BLOCKED_DEPTHWISE_NS = 0.04;

/**
 * True when the blocked convolution is estimated to be faster than Conv, which unfolds the windows
 * for a matrix product.
 */
function pays(
  { batch, inChannels, outChannels, groups, kernel, input, output }: ConvGeometry,
  block: number,
): boolean {
  const taps = sizeOf(kernel);
  const windows = batch * sizeOf(output);
  const padded = roundUp(outChannels, block);
  const read = batch * sizeOf(input) * inChannels;
  if (groups > 1) {
    const blocked = (read + windows * padded) * REORDER_NS +
      taps * padded * (windows * BLOCKED_DEPTHWISE_NS + FILTER_NS);
    return blocked < windows * taps * outChannels * DEPTHWISE_NS;
  }
  const reordered = windows * padded + (inChannels < block ? 0 : read);
  const blocked = windows * taps * inChannels * padded / MULTIPLY_ADDS +
    reordered * REORDER_NS + taps * inChannels * padded * FILTER_NS;
  const unfolded = windows * taps * inChannels * (UNFOLD_NS + outChannels / MULTIPLY_ADDS);
  return blocked < unfolded;
}

const roundUp = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

/**
 * True when the channels can be arranged in blocks. ONNX Runtime reorders channels in groups of
 * four.
 */
export function fitsBlocks(
  { inChannels, outChannels, groups, kernel }: ConvGeometry,
  block: number,
): boolean {
  if (block === 0 || kernel.length !== 2) return false;
  if (groups > 1) return groups === inChannels && groups === outChannels && groups % 4 === 0;
  return inChannels < block || inChannels % block === 0;
}

/**
 * Emits ONNX Runtime's blocked convolution, which keeps `block` channels together in memory and
 * does not unfold windows. In training it is up to three times faster than Conv, because the filter
 * changes and ONNX Runtime cannot reorder it in advance. Output channels are padded with zeros to
 * whole blocks; fewer input channels than a block need no padding.
 *
 * @returns `undefined` when the target has no blocks, when the channels do not fit, or when Conv is
 * estimated to be faster.
 */
export function blockedConv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string | undefined {
  const { block } = lowering.target;
  return fitsBlocks(geometry, block) && pays(geometry, block)
    ? emitBlockedConv(lowering, x, filter, bias, geometry)
    : undefined;
}

/**
 * Emits the blocked convolution without an estimate. The target must have blocks, and the channels
 * must fit them.
 */
export function emitBlockedConv(
  lowering: Lowering,
  x: string,
  filter: string,
  bias: string | undefined,
  geometry: ConvGeometry,
): string {
  const { block } = lowering.target;
  const { inChannels, outChannels, groups, kernel } = geometry;
  const depthwise = groups > 1;
  const direct = !depthwise && inChannels < block;
  const padded = roundUp(outChannels, block);
  const fill = (name: string, axes: number) => {
    if (padded === outChannels) return name;
    const after = [padded - outChannels, ...Array<number>(axes - 1).fill(0)];
    return lowering.emit("Pad", [name, lowering.ints([...Array<number>(axes).fill(0), ...after])]);
  };
  // ReorderInput treats the filter as an image whose channels are the output channels, and brings
  // these together in memory. A Transpose would gather single elements, which is slow. For an input
  // in blocks, the input channels are brought together too.
  const image = [1, padded, (depthwise ? 1 : inChannels) * kernel[0]!, kernel[1]!];
  const byOutput = lowering.emit(
    "ReorderInput",
    [lowering.reshape(fill(filter, 4), image)],
    {},
    NCHWC,
  );
  const blocks = depthwise || direct ? byOutput : lowering.emit("Transpose", [
    lowering.reshape(byOutput, [padded / block, inChannels / block, block, sizeOf(kernel), block]),
  ], { perm: { ints: [0, 1, 3, 2, 4] } });
  const blockedOutput = lowering.emit(
    "Conv",
    [
      direct ? x : lowering.emit("ReorderInput", [x], {}, NCHWC),
      lowering.reshape(blocks, [padded, depthwise ? 1 : inChannels, ...kernel]),
      ...(bias ? [fill(bias, 1)] : []),
    ],
    { ...windowAttributes(geometry), ...(depthwise ? { group: { i: padded } } : {}) },
    NCHWC,
  );
  return lowering.emit("ReorderOutput", [blockedOutput], { channels: { i: outChannels } }, NCHWC);
}
