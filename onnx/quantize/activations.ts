// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { allNodes, floatsOf, intOf, shapeOf } from "../read.ts";

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

/** Operators that cut numbers off, which a runtime does as it rounds them to bytes. */
const CUTS: ReadonlySet<string> = new Set(["Relu", "Clip"]);

/**
 * Finds the convolutions and matrix products that can be computed in integers, and the values that
 * are bytes then: their inputs, and their outputs behind a ReLU or Clip, unless these are outputs
 * of the graph.
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
  const readers = new Map<string, NodeProto[]>();
  for (const node of allNodes(graph)) {
    for (const value of node.input) readers.set(value, [...readers.get(value) ?? [], node]);
  }
  const outputs = new Set(graph.output.map(({ name }) => name));
  /** The last value behind operators that only cut off, each read by the next one alone. */
  const afterCuts = (value: string): string => {
    const [reader, ...others] = readers.get(value) ?? [];
    const isCut = reader && others.length === 0 && CUTS.has(reader.opType) && !outputs.has(value);
    return isCut ? afterCuts(reader.output[0]!) : value;
  };
  for (const { input, output } of nodes) {
    mark(input[0]!);
    const result = afterCuts(output[0]!);
    if (readers.has(result) && !outputs.has(result)) mark(result);
  }
  return { nodes, values };
}
