// This module is browser compatible.

import type { GraphProto } from "onnx-buf";

/** Operators that change neither the numbers of their input nor how they are compared. */
const SAME: ReadonlySet<string> = new Set([
  ...["Identity", "Reshape", "Squeeze", "Unsqueeze", "Transpose"],
]);

/** The outputs of a graph that an operator computes, such as Softmax. */
export function activationOutputs({ node, output }: GraphProto, operator: string): Set<string> {
  const producers = new Map(node.flatMap((each) => each.output.map((name) => [name, each])));
  const isActivation = (name: string): boolean => {
    const producer = producers.get(name);
    if (!producer) return false;
    return producer.opType === operator ||
      (SAME.has(producer.opType) && isActivation(producer.input[0]!));
  };
  return new Set(output.map(({ name }) => name).filter(isActivation));
}
