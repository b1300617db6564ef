// This module is browser compatible.

import type { Attributes, Graph, Inputs, Node, TensorType, Value } from "../graph.ts";

/** Rewrites a graph in place into one that computes the same faster. */
export type Pass = (graph: Graph) => void;

/** Makes a node with one output. It has the layer and the call site of `origin`. */
export function newNode(
  origin: Node,
  kernel: string,
  inputs: Inputs,
  attributes: Attributes,
  type: TensorType,
): Value {
  const { shape, dtype } = type;
  const output: Value = { shape, dtype };
  const { scope, site } = origin;
  output.node = { kernel, inputs, attributes, outputs: [output], scope, site };
  return output;
}

/** The node that computes `value`, if it is a call of `kernel`. */
export function producer(value: Value | undefined, kernel: string): Node | undefined {
  return value?.node?.kernel === kernel ? value.node : undefined;
}

/** The inputs `a` and `b` of a commutative node, both ways round. */
export function bothWays({ inputs: { a, b } }: Node): [Value, Value][] {
  return a && b ? [[a, b], [b, a]] : [];
}
