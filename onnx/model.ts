// This module is browser compatible.

/** The subset of ONNX that weft writes, as plain values. */

/** Element types, with ONNX's numbers for them (onnx.proto, TensorProto.DataType). */
export const onnxType = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
} as const;

/** Name of an ONNX element type. */
export type OnnxType = keyof typeof onnxType;

/** Storage of a tensor's elements; bool uses one byte an element. */
export type OnnxData = Float32Array | Float64Array | Uint8Array | Int32Array | BigInt64Array;

/** A constant tensor. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  data: OnnxData;
}

/** A graph input or output; a dimension that is a string is symbolic. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string)[];
}

/** Value of an attribute: an integer, a float, a string, a list of either number, or a graph. */
export type OnnxAttribute =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly s: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly graph: OnnxGraph };

/** One operator call. */
export interface OnnxNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  readonly name: string;
}

/** A graph; `nodes` are in the order of execution. */
export interface OnnxGraph {
  readonly name: string;
  nodes: OnnxNode[];
  initializers: OnnxTensor[];
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
}

/** A file: a graph, the operator sets that it uses, and what it says about itself. */
export interface OnnxModel {
  readonly graph: OnnxGraph;
  /** Version by domain; "" is ai.onnx. */
  readonly opsets: Readonly<Record<string, number>>;
  /** metadata_props, written in key order. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Drops nodes and initializers that no output needs. */
export function pruneOnnx(graph: OnnxGraph): void {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const kept: OnnxNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    for (const value of Object.values(node.attributes)) {
      if ("graph" in value) { for (const name of outerNames(value.graph)) needed.add(name); }
    }
    kept.push(node);
  }
  graph.nodes = kept.reverse();
  graph.initializers = graph.initializers.filter(({ name }) => needed.has(name));
}

/** Names that a subgraph reads from the graph around it. */
function outerNames(graph: OnnxGraph): Set<string> {
  const own = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  for (const node of graph.nodes) for (const name of node.outputs) own.add(name);
  const read = [
    ...graph.nodes.flatMap((node) => node.inputs),
    ...graph.outputs.map(({ name }) => name),
  ];
  return new Set(read.filter((name) => name !== "" && !own.has(name)));
}
