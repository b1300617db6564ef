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

import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { isPlainCall, text } from "../plain_call.ts";
import { floatsOf, integersOf, intOf } from "../read.ts";
import { editGraph } from "./graph_edit.ts";

/** The axis of channels in an input [n, channels, …] and in a filter [out, channels, …]. */
const CHANNEL_AXIS = 1;
/** Axes of a convolution's input and filter, with two spatial ones. */
const RANK = 4;

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
  const index = indexGraph(graph), edit = editGraph(graph, index);
  let changed = false;
  for (const conv of graph.node) {
    if (conv.opType !== "Conv" || conv.domain !== "" || intOf(conv, "group", 1) !== 1) continue;
    const [x, filter] = conv.input.slice(0, 2).map((value) => index.producer(value));
    const channels = addedChannels(x, index);
    if (channels === undefined || channels !== addedChannels(filter, index)) continue;
    if (index.constant(filter!.input[0])?.dims.length !== RANK) continue;
    edit.setInput(conv, 0, x!.input[0]!);
    edit.setInput(conv, 1, filter!.input[0]!);
    changed = true;
  }
  edit.apply();
  return changed;
}

/**
 * The channels of zeros that a node appends to a tensor of four axes; `undefined` when the node
 * does anything else.
 */
function addedChannels(pad: NodeProto | undefined, index: GraphIndex): number | undefined {
  if (!pad || !isPlainCall(pad, "Pad", { mode: text("constant") })) return undefined;
  const [x, pads, value] = pad.input;
  if (!x || pad.input.length > 3) return undefined;
  if (value && !isZero(index.constant(value))) return undefined;
  const amounts = index.constant(pads);
  if (amounts?.dims.length !== 1 || amounts.dims[0] !== BigInt(2 * RANK)) return undefined;
  const numbers = integersOf(amounts);
  const channels = numbers?.[RANK + CHANNEL_AXIS] ?? 0;
  const isAppended = numbers?.join() === channelPads(channels, RANK).join();
  return channels > 0 && isAppended ? channels : undefined;
}

function isZero(tensor: TensorProto | undefined): boolean {
  return tensor !== undefined && tensor.dims.length === 0 && floatsOf(tensor)?.[0] === 0;
}
