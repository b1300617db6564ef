// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import {
  floatsOf,
  type GraphIndex,
  indexGraph,
  integersOf,
  intOf,
  textOf,
} from "../graph_index.ts";

/**
 * Takes out channels of zeros with which both the input and the filter of a convolution are filled
 * up. The compiler puts them in for ONNX Runtime's WebGPU provider (`compiler/targets.ts`,
 * `threes`); elsewhere they are work for nothing.
 *
 * @returns Whether there were any.
 */
export function dropChannelPadding(graph: GraphProto): boolean {
  const index = indexGraph(graph);
  let dropped = false;
  for (const conv of graph.node) {
    if (conv.opType !== "Conv" || conv.domain !== "" || intOf(conv, "group", 1) !== 1) continue;
    const [x, filter] = conv.input.slice(0, 2).map((value) => index.maker(value));
    const channels = addedChannels(x, index);
    if (channels === undefined || channels !== addedChannels(filter, index)) continue;
    conv.input.splice(0, 2, x!.input[0]!, filter!.input[0]!);
    dropped = true;
  }
  return dropped;
}

/**
 * How many channels of zeros a node appends to the second axis of four; `undefined` when it does
 * anything else.
 */
function addedChannels(pad: NodeProto | undefined, index: GraphIndex): number | undefined {
  if (pad?.opType !== "Pad" || textOf(pad, "mode", "constant") !== "constant") return undefined;
  const [, pads, value, axes] = pad.input;
  const filling = value ? floatsOf(index.constant(value)) : [0];
  if (axes || filling?.length !== 1 || filling[0] !== 0) return undefined;
  const amounts = integersOf(index.constant(pads));
  const channels = amounts?.[5];
  return amounts?.length === 8 && amounts.every((amount, i) => i === 5 ? amount > 0 : amount === 0)
    ? channels
    : undefined;
}
