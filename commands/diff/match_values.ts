// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { computedValues } from "../../onnx/values.ts";

/** The values of one graph that are compared with values of another. */
export interface Matches {
  /** Names in the second graph by names in the first. */
  readonly names: ReadonlyMap<string, string>;
  /** Values of each graph that have no counterpart. */
  readonly unmatched: readonly [first: readonly string[], second: readonly string[]];
}

/**
 * Matches the values of two graphs: by name, and outputs whose names differ by position if there
 * are equally many.
 */
export function matchValues(first: GraphProto, second: GraphProto): Matches {
  const [ours, theirs] = [first, second].map((graph) =>
    computedValues(graph).map(({ name }) => name)
  ) as [string[], string[]];
  const known = new Set(theirs);
  const names = new Map(ours.filter((name) => known.has(name)).map((name) => [name, name]));
  if (first.output.length === second.output.length) {
    const taken = new Set(names.values());
    first.output.forEach(({ name }, i) => {
      const other = second.output[i]!.name;
      if (!names.has(name) && !taken.has(other) && known.has(other) && ours.includes(name)) {
        names.set(name, other);
      }
    });
  }
  const matched = new Set(names.values());
  return {
    names,
    unmatched: [
      ours.filter((name) => !names.has(name)),
      theirs.filter((name) => !matched.has(name)),
    ],
  };
}
