// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import { type GraphProto, type NodeProto, NodeProtoSchema } from "onnx-buf";
import { intsOf, textOf } from "../graph_index.ts";
import { addConstant, freshName, integers } from "../build.ts";

/** A position behind the end of any axis. */
const END = 2 ** 31 - 1;

/**
 * A transposed convolution that cuts off more at one end than at the other cuts off as much as both
 * have in common, and a Slice takes the rest away: ONNX Runtime's CUDA provider leaves it to the
 * CPU otherwise (`compiler/providers/cuda.ts`). The numbers are the same. Elsewhere the Slice is
 * work for nothing.
 *
 * @returns Whether there were any.
 */
export function evenPads(graph: GraphProto): boolean {
  const uneven = graph.node.filter((node) => remainders(node)?.some((length) => length > 0));
  for (const node of uneven) rewrite(graph, node, remainders(node)!);
  return uneven.length > 0;
}

/**
 * What a node's pads have more than those at the other end, in front and then behind; `undefined`
 * for another node.
 */
function remainders(node: NodeProto): number[] | undefined {
  if (node.opType !== "ConvTranspose" || node.domain !== "") return undefined;
  // With output_shape or auto_pad, ONNX Runtime works the pads out.
  if (textOf(node, "auto_pad", "NOTSET") !== "NOTSET") return undefined;
  if (intsOf(node, "output_shape", []).length > 0) return undefined;
  const pads = intsOf(node, "pads", []);
  return pads.map((pad, i) => pad - Math.min(pad, pads[(i + pads.length / 2) % pads.length]!));
}

function rewrite(graph: GraphProto, node: NodeProto, rest: readonly number[]): void {
  const [whole] = node.output, rank = rest.length / 2;
  const pads = intsOf(node, "pads", []).map((pad, i) => pad - rest[i]!);
  node.attribute = [
    ...node.attribute.filter(({ name }) => name !== "pads"),
    integers("pads", pads),
  ];
  const name = freshName(graph, `${whole}/uncut`);
  node.output = [name];
  const constant = (what: string, values: readonly number[]) =>
    addConstant(graph, `${whole}/${what}`, [rank], values);
  const slice = create(NodeProtoSchema, {
    opType: "Slice",
    name: freshName(graph, `${node.name}/slice`),
    input: [
      name,
      constant("starts", rest.slice(0, rank)),
      constant("ends", rest.slice(rank).map((length) => length > 0 ? -length : END)),
      constant("axes", rest.slice(rank).map((_, i) => i + 2)),
    ],
    output: [whole!],
  });
  graph.node.splice(graph.node.indexOf(node) + 1, 0, slice);
}
