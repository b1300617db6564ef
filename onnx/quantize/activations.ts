// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { floatsOf, intOf, shapeOf } from "../read.ts";

/** The smallest and the largest number of a value. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * True for a node that a runtime can compute in integers: a Conv, a Gemm without factors, or a
 * MatMul by a matrix, with constant weights.
 */
function isIntegerNode(node: NodeProto, index: GraphIndex): boolean {
  const weight = index.constant(node.input[1]);
  const bias = index.constant(node.input[2]);
  if (node.domain !== "" || !floatsOf(weight)) return false;
  if (node.input[2] && !floatsOf(bias)) return false;
  if (node.opType === "Conv") return true;
  if (node.opType === "MatMul") return shapeOf(weight!).length === 2;
  const factor = (name: string) => node.attribute.find((each) => each.name === name)?.f ?? 1;
  return node.opType === "Gemm" && intOf(node, "transA", 0) === 0 && factor("alpha") === 1 &&
    factor("beta") === 1;
}

/** Operators that only move numbers, or choose among them: bytes stay the same bytes. */
const MOVES: ReadonlySet<string> = new Set([
  ...["MaxPool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze"],
]);

/** The integer part of a graph. */
export interface IntegerPart {
  readonly nodes: readonly NodeProto[];
  /**
   * The values that become bytes, each with the value whose range it has: itself, or the one that
   * operators only move.
   */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Finds the convolutions and matrix products that can be computed in integers, and the values that
 * are bytes then: their inputs, and the outputs of nodes that are followed by another of them.
 */
export function findIntegerPart(graph: GraphProto): IntegerPart {
  const index = indexGraph(graph);
  const nodes = graph.node.filter((node) => isIntegerNode(node, index));
  const values = new Map<string, string>();
  /** Marks a value, and returns the one whose range it has. */
  const mark = (value: string): string => {
    const known = values.get(value);
    if (known !== undefined) return known;
    const producer = index.producer(value);
    const moved = producer && producer.domain === "" && MOVES.has(producer.opType);
    const source = moved ? mark(producer.input[0]!) : value;
    values.set(value, source);
    return source;
  };
  for (const { input } of nodes) mark(input[0]!);
  return { nodes, values };
}
