// This module is browser compatible.

/**
 * Channels of zeros that keep ONNX Runtime's WebGPU provider from computing a convolution wrong.
 *
 * The provider (1.30) reads the input channels of a Conv in vectors of three when their number is a
 * multiple of 3 and not of 4, and the number of output channels is a multiple of 4. For more than 3
 * input channels the results are wrong. The compiler therefore pads the input and the filter to a
 * multiple of 4 channels in every portable graph (`compiler/kernels/conv.ts`). On the CPU and with
 * CUDA the padding only costs time, so {@linkcode dropChannelPadding} removes it when a model is
 * loaded.
 *
 * @module
 */

import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { floatsOf, integersOf, intOf, textOf } from "../read.ts";

/** The axis of channels in an input [n, channels, …] and in a filter [out, channels, …]. */
const CHANNEL_AXIS = 1;

/** Sizes of a convolution that decide whether it needs padding. */
export interface ConvChannels {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
}

/**
 * The number of channels of zeros that a convolution needs; 0 when the provider computes it right.
 */
export function channelPadding({ inChannels, outChannels, groups }: ConvChannels): number {
  const isWrong = groups === 1 && inChannels > 3 && inChannels % 3 === 0 && inChannels % 4 !== 0 &&
    outChannels % 4 === 0;
  return isWrong ? 4 - inChannels % 4 : 0;
}

/**
 * The `pads` of a Pad node that appends `channels` channels to a tensor of `rank` axes: [...begins,
 * ...ends].
 */
export function channelPads(channels: number, rank: number): number[] {
  return Array.from({ length: 2 * rank }, (_, i) => i === rank + CHANNEL_AXIS ? channels : 0);
}

/**
 * Removes channels of zeros that are appended both to the input and to the filter of a convolution
 * with two spatial axes.
 *
 * @returns True when there were any.
 */
export function dropChannelPadding(graph: GraphProto): boolean {
  const index = indexGraph(graph);
  let changed = false;
  for (const conv of graph.node) {
    if (conv.opType !== "Conv" || conv.domain !== "" || intOf(conv, "group", 1) !== 1) continue;
    const [x, filter] = conv.input.slice(0, 2).map((value) => index.producer(value));
    const channels = addedChannels(x, index);
    if (channels === undefined || channels !== addedChannels(filter, index)) continue;
    conv.input.splice(0, 2, x!.input[0]!, filter!.input[0]!);
    changed = true;
  }
  return changed;
}

/**
 * The channels of zeros that a node appends to a tensor of four axes; `undefined` when the node
 * does anything else.
 */
function addedChannels(pad: NodeProto | undefined, index: GraphIndex): number | undefined {
  if (pad?.opType !== "Pad" || textOf(pad, "mode", "constant") !== "constant") return undefined;
  const [, pads, value, axes] = pad.input;
  const filling = value ? floatsOf(index.constant(value)) : [0];
  if (axes || filling?.length !== 1 || filling[0] !== 0) return undefined;
  const amounts = integersOf(index.constant(pads));
  const channels = amounts?.[4 + CHANNEL_AXIS] ?? 0;
  return channels > 0 && amounts!.join() === channelPads(channels, 4).join() ? channels : undefined;
}
