// This module is browser compatible.

import { WeftError } from "../error.ts";
import type { TracingBackend } from "./backend.ts";
import type { Graph, Value } from "./graph.ts";
import { describeSite } from "./site.ts";

/** Prefix of the inputs that a traced function's random draws turn into. */
export const NOISE_PREFIX = "noise/";

/**
 * Runs `fn` and turns the random numbers that tf.dropout draws into graph inputs `noise/0`,
 * `noise/1`, …, uniform on [0, 1): JavaScript draws while tracing, so one draw would be baked into
 * the graph for good. Other uses of random numbers are refused, since what they should be
 * distributed like is not known here.
 */
export function withNoiseInputs<T>(backend: TracingBackend, graph: Graph, fn: () => T): T {
  const random = Math.random;
  Math.random = () => {
    requireDropout(new Error());
    return random();
  };
  let count = 0;
  backend.onNoise = (shape): Value | undefined => {
    const site = new Error();
    // With a seed of the user's, tfjs does without Math.random.
    if (!/\b(random|truncated)[A-Z]\w*_ /.test(site.stack ?? "")) return undefined;
    requireDropout(site);
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
  if (/\bdropout_ /.test(site.stack ?? "")) return;
  throw new WeftError(
    "compiler",
    `Cannot trace random numbers that JavaScript draws (${describeSite(site)})`,
    "Make the noise an input of the traced function and feed fresh numbers at each run",
  );
}
