// This module is browser compatible.

import { WeftError } from "../../error.ts";

/** The reason why an op of one of tfjs's families cannot be compiled, by a pattern of its name. */
const FAMILIES: readonly (readonly [category: string, op: RegExp, why: string])[] = [
  ["control", /^(Switch|Merge|(Stateless)?If)$/, "its condition depends on data"],
  ["control", /^(Enter|Exit|NextIteration|LoopCond|(Stateless)?While)$/, "it loops over data"],
  ["control", /./, "a list of tensors belongs to a loop over data"],
  ["dynamic", /./, "the shape of its result depends on data"],
  ["hash_table", /./, "a compiled graph computes with numbers and has no tables of texts"],
];

/**
 * The reason why an op cannot be compiled at all; undefined for one that may compile. tfjs runs
 * these ops asynchronously, which a trace cannot wait for.
 */
export function whyRefused(op: string, category: string | undefined): string | undefined {
  if (category === undefined) return "tfjs has no such op";
  return FAMILIES.find(([name, pattern]) => name === category && pattern.test(op))?.[2];
}

/**
 * The reason why a node failed in a trace, when the compiler or tfjs does not support it; undefined
 * for an error of the model itself, such as shapes that do not fit.
 */
export function whyUncompilable(error: unknown): string | undefined {
  const { message } = error as Error;
  if (error instanceof WeftError) {
    return message.replace(/^Cannot [^:]*: /, "").replace(
      / \((called )?(by|at|tf\.) ?[^()]*\)$/,
      "",
    );
  }
  return /is not implemented|^Unknown op/.test(message) ? "tfjs has no such op" : undefined;
}

/** Nodes named in a message for one op. */
const NAMED = 3;

/** Describes refused nodes, such as `FFT (spectrum/FFT), because ONNX has no complex numbers`. */
export function describeRefusals(
  refused: ReadonlyMap<string, { readonly op: string; readonly why: string }>,
): string {
  const groups = Map.groupBy(refused, ([, { op, why }]) => `${op}\n${why}`);
  return Array.from(groups.values(), (group) => {
    const { op, why } = group[0]![1];
    const names = group.slice(0, NAMED).map(([name]) => name).join(", ");
    const more = group.length > NAMED ? ` and ${group.length - NAMED} more` : "";
    return `${op} (${names}${more}), because ${why}`;
  }).join("; ");
}
