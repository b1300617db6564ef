// This module is browser compatible.

import type { TensorInfo } from "@tensorflow/tfjs";
import type { TracingBackend } from "./backend.ts";
import type { Graph, Value } from "./graph.ts";

/**
 * Runs `fn` and replaces scalar constants by graph inputs. tfjs turns numbers of JavaScript into
 * such constants, and optimizers use their learning rate or its negative.
 *
 * @param scalars The number that stands for each input, by the input's name.
 */
export function withScalarInputs<T>(
  backend: TracingBackend,
  graph: Graph,
  scalars: Readonly<Record<string, number>> = {},
  fn: () => T,
): T {
  const inputs = Object.entries(scalars).map(([name, number]) => {
    const value: Value = { shape: [], dtype: "float32", input: name };
    graph.inputs.push(value);
    return { value, number: Math.fround(number) };
  });
  if (inputs.length === 0) return fn();
  backend.onScalar = (number) => {
    const rounded = Math.fround(number);
    const input = inputs.find((each) => Math.abs(rounded) === each.number);
    if (!input) return undefined;
    const x = { dataId: backend.insert(input.value), shape: [], dtype: "float32" as const };
    if (rounded > 0) return x.dataId;
    return (backend.record("Neg", { x }, {}) as TensorInfo).dataId;
  };
  try {
    return fn();
  } finally {
    backend.onScalar = undefined;
  }
}
