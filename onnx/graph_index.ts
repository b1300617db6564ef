// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";

/** Finds the nodes and constants of a graph by the names of values. */
export interface GraphIndex {
  /** The node that computes a value; `undefined` for constants and for inputs of the graph. */
  producer(value: string | undefined): NodeProto | undefined;
  /**
   * The node that computes a value and nothing else, if it is a call of `op` in ai.onnx and exactly
   * one input of one node reads the value.
   */
  soleProducer(value: string | undefined, op: string): NodeProto | undefined;
  /**
   * A constant; `undefined` for computed values, and for an initializer that is a graph input too,
   * because a user can replace it.
   */
  constant(value: string | undefined): TensorProto | undefined;
  /** The number of inputs of nodes, and of outputs of the graph, that are a value. */
  readers(value: string): number;
}

/** Indexes a graph. The index is out of date when nodes have been added or removed. */
export function indexGraph(graph: GraphProto): GraphIndex {
  const producers = new Map<string, NodeProto>();
  const reads = new Map<string, number>();
  const read = (value: string) => reads.set(value, (reads.get(value) ?? 0) + 1);
  for (const node of graph.node) {
    for (const value of node.output) if (value !== "") producers.set(value, node);
    for (const value of node.input) read(value);
  }
  for (const { name } of graph.output) read(name);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  for (const { name } of graph.input) constants.delete(name);
  const producer = (value: string | undefined) => producers.get(value ?? "");
  return {
    producer,
    soleProducer(value, op) {
      const node = producer(value);
      const isCall = node?.opType === op && node.domain === "" && node.output.length === 1;
      return isCall && reads.get(value!) === 1 ? node : undefined;
    },
    constant: (value) => constants.get(value ?? ""),
    readers: (value) => reads.get(value) ?? 0,
  };
}
