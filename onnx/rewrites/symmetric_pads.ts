// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { makeAttribute, makeNode } from "../make.ts";
import { intsOf, textOf } from "../read.ts";
import { addConstant, freshName } from "./add_constant.ts";

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
  const asymmetric = graph.node.filter((node) => excessPads(node)?.some((length) => length > 0));
  for (const node of asymmetric) rewrite(graph, node, excessPads(node)!);
  return asymmetric.length > 0;
}

/**
 * By how much each of a node's pads exceeds the pad at the other end, as [...begins, ...ends];
 * `undefined` for other nodes.
 */
function excessPads(node: NodeProto): number[] | undefined {
  if (node.opType !== "ConvTranspose" || node.domain !== "") return undefined;
  // With output_shape or auto_pad, ONNX Runtime computes the pads.
  if (textOf(node, "auto_pad", "NOTSET") !== "NOTSET") return undefined;
  if (intsOf(node, "output_shape").length > 0) return undefined;
  const pads = intsOf(node, "pads");
  return pads.map((pad, i) => pad - Math.min(pad, pads[(i + pads.length / 2) % pads.length]!));
}

function rewrite(graph: GraphProto, node: NodeProto, excess: readonly number[]): void {
  const [output] = node.output, rank = excess.length / 2;
  const pads = intsOf(node, "pads").map((pad, i) => pad - excess[i]!);
  node.attribute = [
    ...node.attribute.filter(({ name }) => name !== "pads"),
    makeAttribute("pads", { ints: pads }),
  ];
  const name = freshName(graph, `${output}/uncut`);
  node.output = [name];
  const constant = (what: string, values: readonly number[]) =>
    addConstant(graph, `${output}/${what}`, [rank], values);
  const begins = excess.slice(0, rank), ends = excess.slice(rank);
  const operands = [
    name,
    constant("starts", begins),
    constant("ends", ends.map((length) => length > 0 ? -length : END)),
    constant("axes", ends.map((_, i) => i + 2)),
  ];
  const slice = makeNode("Slice", operands, [output!], {}, {
    name: freshName(graph, `${node.name}/slice`),
  });
  graph.node.splice(graph.node.indexOf(node) + 1, 0, slice);
}
