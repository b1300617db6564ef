// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { windowAttributes } from "./windows.ts";

/** ONNX Runtime's internal operators for blocked data, CPU only, absent from the ONNX standard. */
const NCHWC = "com.microsoft.nchwc";

/**
 * Nanoseconds an element, two cores of a Zen 4 server: unfolding windows, reordering channels, and
 * what a filter took when a Transpose gathered its elements. It takes less now; the last bits of
 * trained models hang on the choices made by it.
 */
const UNFOLD_NS = 0.55;
const REORDER_NS = 0.5;
const FILTER_NS = 4;
/** Multiply-adds a nanosecond in either convolution. */
const MULTIPLY_ADDS = 80;
/**
 * Nanoseconds a multiply-add of a depthwise convolution, by ONNX's Conv and with blocks
 * (docs/compiler.md).
 */
const DEPTHWISE_NS = 0.2;
const BLOCKED_DEPTHWISE_NS = 0.04;

/**
 * Whether the blocked convolution should be faster than unfolding the windows for a matrix product,
 * as Conv does.
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

/** Whether the channels can be put into blocks: ONNX Runtime reorders them by fours. */
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
 * unfolds nothing: up to three times faster than Conv when training, where the filter changes and
 * the runtime cannot rearrange it ahead of time. Output channels are filled up to whole blocks;
 * input channels fewer than a block are taken as they are. Returns `undefined` where the target has
 * no blocks, the channels do not fit, or it would not pay.
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
 * Emits the blocked convolution, whether it pays or not, for a target that has blocks and channels
 * that fit them.
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
  // A filter is reordered as an image with its output channels, so that these lie side by side; a
  // Transpose that gathers
  // single elements is slow. Where the input comes in blocks, its channels lie side by side too, as
  // rows.
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
