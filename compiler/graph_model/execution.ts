// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { tracingBackend } from "../backend.ts";
import { Interpreter } from "./interpreter.ts";
import type { Slot } from "./slot.ts";
import { type GraphTopology, nodesByName } from "./topology.ts";

/** Runs parts of a graph while tracing. */
export interface Execution {
  /**
   * Computes outputs of nodes (`name` or `name:1`) from tensors for placeholders.
   *
   * @throws Whatever a node throws; {@linkcode Execution.current} is that node.
   */
  readonly run: (
    feeds: Readonly<Record<string, tf.Tensor>>,
    references: readonly string[],
  ) => Slot[];
  /** The node that runs, or ran last. */
  readonly current: () => string | undefined;
}

/**
 * Prepares a graph with the weights of `model`. The model itself does not run, so that it stays as
 * it is whatever is thrown. The kernels that a node calls are recorded with the node's name.
 */
export function prepareExecution(model: tf.GraphModel, topology: GraphTopology): Execution {
  const backend = tracingBackend();
  let current: string | undefined;
  const interpreter = new Interpreter(nodesByName(topology), {
    weights: model.weights,
    functions: new Map(
      (topology.library?.function ?? []).map((each) => [each.signature.name, each]),
    ),
    prepared: new Map(),
    onNode: ({ name }) => {
      current = backend.scope = name;
    },
  });
  return {
    run: (feeds, references) => {
      current = undefined;
      try {
        return interpreter.run(feeds, references);
      } finally {
        backend.scope = "";
      }
    },
    current: () => current,
  };
}
