// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { Uncompilable } from "./slot.ts";
import type { GraphNode } from "./topology.ts";

/** Ops that cannot be compiled, by a pattern of their names. tfjs runs them asynchronously. */
const REFUSED: readonly (readonly [op: RegExp, why: string])[] = [
  [/^(HashTable|LookupTable)/, "a compiled graph has no tables of texts"],
];

/** Throws for a node with an op that cannot be compiled. */
export function checkOp({ op }: GraphNode): void {
  const why = REFUSED.find(([pattern]) => pattern.test(op))?.[1];
  if (why) throw new Uncompilable(why);
}

/** The reason why nothing feeds a placeholder. */
export function whyNotFed({ attr }: GraphNode): string {
  const type = (attr?.dtype as { type?: unknown } | undefined)?.type;
  if (type === "DT_STRING" || type === 7) {
    return "a compiled graph computes with numbers, not texts";
  }
  if (type === "DT_COMPLEX64" || type === 8) return "ONNX has no complex numbers";
  return "the model's signature does not name this input";
}

/**
 * The reason why a node failed in a trace, when the compiler or tfjs does not support it; undefined
 * for an error of the model itself, such as shapes that do not fit.
 */
export function whyUncompilable(error: unknown): string | undefined {
  const { message } = error as Error;
  if (error instanceof Uncompilable) return message;
  if (error instanceof WeftError) {
    return message.replace(/^Cannot [^:]*: /, "").replace(
      / \((called )?(by|at|tf\.) ?[^()]*\)$/,
      "",
    );
  }
  if (/returned a promise/.test(message)) return "the shape of its result depends on data";
  return /is not implemented|^Unknown op/.test(message) ? "tfjs has no such op" : undefined;
}

/** Nodes and ops named in a message for one reason. */
const NAMED = 3;

/** Describes refused nodes, such as `FFT (spectrum/FFT): ONNX has no complex numbers`. */
export function describeRefusals(
  refused: ReadonlyMap<string, { readonly op: string; readonly why: string }>,
): string {
  const reasons = new Set([...refused.values()].map(({ why }) => why));
  return Array.from(reasons, (why) => {
    const group = [...refused].filter(([, each]) => each.why === why);
    const ops = listed([...new Set(group.map(([, { op }]) => op))]);
    return `${ops} (${listed(group.map(([name]) => name))}): ${why}`;
  }).join("; ");
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `${names.slice(0, NAMED).join(", ")}${more}`;
}
