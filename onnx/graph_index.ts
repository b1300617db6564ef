// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";

/** Finds the nodes and constants of a graph by the names of values. */
export interface GraphIndex {
  /** The node that computes a value; `undefined` for constants and for inputs of the graph. */
  producer(value: string | undefined): NodeProto | undefined;
  /**
   * The node that computes a value, if it is a call of `op` in ai.onnx and exactly one input of one
   * node reads the value.
   */
  soleProducer(value: string | undefined, op: string): NodeProto | undefined;
  /**
   * A constant; `undefined` for computed values, and for an initializer that is a graph input too,
   * because a user can replace it.
   */
  constant(value: string | undefined): TensorProto | undefined;
}

/** Indexes a graph. The index is out of date when nodes have been added or removed. */
export function indexGraph({ node: nodes, input, output, initializer }: GraphProto): GraphIndex {
  const producers = new Map(nodes.flatMap((node) => node.output.map((value) => [value, node])));
  const reads = new Map<string, number>();
  for (const value of [...nodes.flatMap((node) => node.input), ...output.map(({ name }) => name)]) {
    reads.set(value, (reads.get(value) ?? 0) + 1);
  }
  const constants = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  for (const { name } of input) constants.delete(name);
  const producer = (value: string | undefined) => producers.get(value ?? "");
  return {
    producer,
    soleProducer(value, op) {
      const node = producer(value);
      return node?.opType === op && node.domain === "" && reads.get(value!) === 1
        ? node
        : undefined;
    },
    constant: (value) => constants.get(value ?? ""),
  };
}
