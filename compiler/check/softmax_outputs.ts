// This module is browser compatible.

import type { GraphProto } from "onnx-buf";

/** Operators that change neither the numbers of their input nor how they are compared. */
const SAME: ReadonlySet<string> = new Set(["Identity", "Reshape", "Squeeze", "Unsqueeze"]);

/** The outputs of a graph that a Softmax computes. */
export function softmaxOutputs({ node, output }: GraphProto): Set<string> {
  const producers = new Map(node.flatMap((each) => each.output.map((name) => [name, each])));
  const isSoftmax = (name: string): boolean => {
    const producer = producers.get(name);
    if (!producer) return false;
    return producer.opType === "Softmax" ||
      (SAME.has(producer.opType) && isSoftmax(producer.input[0]!));
  };
  return new Set(output.map(({ name }) => name).filter(isSoftmax));
}
