// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import type { TracingBackend } from "./backend.ts";
import type { Graph, Value } from "./graph.ts";
import { describeCallSite } from "./call_site.ts";

/** Prefix of the graph inputs that replace random draws. */
export const NOISE_PREFIX = "noise/";

/**
 * Runs `fn` and replaces the random numbers that tf.dropout draws by graph inputs `noise/0`,
 * `noise/1`, …, uniform on [0, 1). JavaScript draws them while tracing, so the graph would
 * otherwise contain one draw as a constant. Other uses of random numbers are refused, because their
 * distribution is not known here.
 */
export function withNoiseInputs<T>(backend: TracingBackend, graph: Graph, fn: () => T): T {
  const random = Math.random;
  Math.random = () => {
    requireDropout(new Error());
    return random();
  };
  let count = 0;
  backend.onNoise = (shape): Value | undefined => {
    // With a seed given by the user, tfjs does not call Math.random.
    if (!runningOps().some((op) => /^(random|truncated)[A-Z]/.test(op))) return undefined;
    requireDropout(new Error());
    const value: Value = { shape, dtype: "float32", input: `${NOISE_PREFIX}${count++}` };
    graph.inputs.push(value);
    return value;
  };
  try {
    return fn();
  } finally {
    Math.random = random;
    backend.onNoise = undefined;
  }
}

function requireDropout(site: Error): void {
  if (runningOps().includes("dropout")) return;
  throw new WeftError(
    "compiler",
    `Cannot trace random numbers that JavaScript draws (${describeCallSite(site)})`,
    "Make the noise an input of the traced function and feed fresh numbers at each run",
  );
}

/**
 * The tfjs ops that are running, such as `dropout` and `randomUniform`, by the names that tfjs gives
 * their scopes. Stacks do not have them in minified code, and differ between browsers.
 */
function runningOps(): string[] {
  const { scopeStack } = tf.engine().state as unknown as { scopeStack: { name: string }[] };
  return scopeStack.map(({ name }) => name).filter((name) => name.endsWith(tf.OP_SCOPE_SUFFIX))
    .map((name) => name.slice(0, -tf.OP_SCOPE_SUFFIX.length));
}
