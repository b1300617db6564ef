// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { ValueInfo } from "../../onnx/make.ts";
import type { LoweredGraph } from "../lower.ts";

/** The inputs and outputs of a graph. */
type Ports = Pick<LoweredGraph, "inputs" | "outputs">;

/**
 * A graph with its inputs and outputs in the order of its model.
 *
 * @throws {WeftError} `compiler` when the graph has not exactly the model's inputs and outputs, so
 * that no file is ever written without one of them.
 */
export function portsInOrder<T extends Ports>(
  graph: T,
  inputs: readonly string[],
  outputs: readonly string[],
): T {
  return {
    ...graph,
    inputs: inOrder("inputs", inputs, graph.inputs),
    outputs: inOrder("outputs", outputs, graph.outputs),
  };
}

function inOrder(
  what: keyof Ports,
  names: readonly string[],
  ports: readonly ValueInfo[],
): ValueInfo[] {
  const list = (all: readonly string[]) => `${all.length} (${all.join(", ")})`;
  return names.map((name, i) => {
    const port = ports.find((each) => each.name === name);
    if (port && names.length === ports.length && names.indexOf(name) === i) return port;
    throw new WeftError(
      "compiler",
      `Cannot export the model: of its ${what}, ${list(names)}, the graph has ` +
        list(ports.map((each) => each.name)),
      "This is an error of the compiler; please report it with the model",
    );
  });
}
