// This module is browser compatible.

import type { GraphProto, NodeProto } from "onnx-buf";
import { shapeOf } from "../../onnx/read.ts";

/** Operators that pass the numbers of their first input on: they round, bound or move them. */
const PASS: ReadonlySet<string> = new Set([
  ...["Floor", "Ceil", "Round", "Clip", "Min", "Max"],
  ...["Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose", "Slice"],
  ...["Expand", "Tile", "Split", "Pad", "Gather"],
]);

/**
 * For each input of a graph whose numbers are positions in a constant table, such as the words of
 * an embedding, the number of rows of the smallest such table.
 */
export function indexRanges({ input, node, initializer }: GraphProto): Map<string, number> {
  const tables = new Map(initializer.map((tensor) => [tensor.name, shapeOf(tensor)]));
  // The graph inputs from which a value's numbers come.
  const origins = new Map(input.map(({ name }) => [name, new Set([name])]));
  const originsOf = (name: string | undefined) => origins.get(name ?? "") ?? new Set<string>();
  const ranges = new Map<string, number>();
  for (const each of node) {
    const rows = tableRows(each, tables);
    if (rows !== undefined) {
      for (const name of originsOf(each.input[1])) {
        ranges.set(name, Math.min(rows, ranges.get(name) ?? Infinity));
      }
    }
    const sources = sourcesOf(each).map(originsOf);
    const all = new Set(sources.flatMap((set) => [...set]));
    if (all.size > 0) { for (const name of each.output) origins.set(name, all); }
  }
  return ranges;
}

/** Rows of the constant table that a node reads by position; `undefined` for other nodes. */
function tableRows(
  { opType, input, attribute }: NodeProto,
  tables: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  if (opType !== "Gather") return undefined;
  const axis = Number(attribute.find(({ name }) => name === "axis")?.i ?? 0);
  return tables.get(input[0]!)?.at(axis);
}

/** The inputs of a node whose numbers appear in its outputs. */
function sourcesOf({ opType, input }: NodeProto): string[] {
  if (opType === "Concat") return input;
  // Where replaces negative positions (`kernels/gather.ts`).
  if (opType === "Where") return input.slice(1);
  return PASS.has(opType) ? input.slice(0, 1) : [];
}
