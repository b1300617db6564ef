// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { makeAttribute, makeNode } from "../make.ts";
import { anyInteger, type AttributeTest, hasOnlyAttributes, integersThat } from "../plain_call.ts";
import { intsOf, shapeOf } from "../read.ts";
import { editGraph, type GraphEdit } from "./graph_edit.ts";

/** A position behind the end of any axis. */
const END = 2 ** 31 - 1;

/**
 * Makes the `pads` of transposed convolutions symmetric. ConvTranspose then crops both ends of an
 * axis by the smaller amount, and a Slice crops the rest. ONNX Runtime's CUDA provider leaves a
 * ConvTranspose with other pads to the CPU (`placement/providers/cuda.ts`). The numbers are the
 * same. For other providers the Slice only costs time.
 *
 * @returns True when there were any.
 */
export function symmetricPads(graph: GraphProto): boolean {
  const index = indexGraph(graph), edit = editGraph(graph, index);
  let changed = false;
  for (const node of graph.node) {
    const excess = excessPads(node, index);
    if (!excess?.some((length) => length > 0)) continue;
    rewrite(edit, node, excess);
    changed = true;
  }
  edit.apply();
  return changed;
}

const counts = integersThat((ints) => ints.every((n) => n >= 0));
const steps = integersThat((ints) => ints.every((n) => n >= 1));

/**
 * The attributes of a transposed convolution whose size follows from them. With `auto_pad` or
 * `output_shape`, ONNX Runtime computes the pads.
 */
const ATTRIBUTES: Readonly<Record<string, AttributeTest>> = {
  dilations: steps,
  group: anyInteger,
  kernel_shape: steps,
  output_padding: counts,
  pads: counts,
  strides: steps,
};

/**
 * By how much each of a node's pads exceeds the pad at the other end, as [...begins, ...ends];
 * `undefined` for other nodes.
 */
function excessPads(node: NodeProto, index: GraphIndex): number[] | undefined {
  if (node.opType !== "ConvTranspose" || node.domain !== "" || node.output.length !== 1) return;
  if (!node.output[0] || !hasOnlyAttributes(node, ATTRIBUTES)) return;
  const filter = index.constant(node.input[1]);
  if (!filter || filter.dims.length < 3) return;
  const window = shapeOf(filter).slice(2), rank = window.length;
  const pads = intsOf(node, "pads"), dilations = intsOf(node, "dilations", window.map(() => 1));
  if (pads.length !== 2 * rank || dilations.length !== rank) return;
  // Of one element the convolution makes at least one. Where the pads cut off more, ONNX Runtime
  // refuses to run, and a Slice would not.
  const leavesSome = window.every((length, i) =>
    dilations[i]! * (length - 1) >= pads[i]! + pads[i + rank]!
  );
  if (!leavesSome) return;
  return pads.map((pad, i) => pad - Math.min(pad, pads[(i + rank) % pads.length]!));
}

function rewrite(edit: GraphEdit, node: NodeProto, excess: readonly number[]): void {
  const [output] = node.output, rank = excess.length / 2;
  const pads = intsOf(node, "pads").map((pad, i) => pad - excess[i]!);
  node.attribute = [
    ...node.attribute.filter(({ name }) => name !== "pads"),
    makeAttribute("pads", { ints: pads }),
  ];
  const uncut = edit.freshName(`${output}/uncut`);
  node.output = [uncut];
  const constant = (what: string, values: readonly number[]) =>
    edit.addConstant(`${output}/${what}`, [rank], values);
  const begins = excess.slice(0, rank), ends = excess.slice(rank);
  const operands = [
    uncut,
    constant("starts", begins),
    constant("ends", ends.map((length) => length > 0 ? -length : END)),
    constant("axes", ends.map((_, i) => i + 2)),
  ];
  const slice = makeNode("Slice", operands, [output!], {}, {
    name: edit.freshName(`${node.name || output}/slice`),
  });
  edit.replace(node, [node, slice]);
}
