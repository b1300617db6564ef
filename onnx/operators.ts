// This module is browser compatible.
import type { NodeProto } from "onnx-buf";

/** The operator of a node, with its domain unless that is ai.onnx. */
export function operatorOf({ domain, opType }: NodeProto): string {
  return domain === "" || domain === "ai.onnx" ? opType : `${domain}.${opType}`;
}

/** Counts the nodes of each operator, the most frequent first. */
export function countOperators(nodes: readonly NodeProto[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const operator of nodes.map(operatorOf)) {
    counts.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

/** Formats counts of operators: `20: 3 Conv, 2 Relu`. */
export function operatorsText(counts: Readonly<Record<string, number>>): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const list = Object.entries(counts).map(([operator, count]) => `${count} ${operator}`).join(", ");
  return list === "" ? `${total}` : `${total}: ${list}`;
}
