// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { tracingBackend } from "../backend.ts";
import type { GraphTopology } from "./topology.ts";

/** Runs parts of a graph while tracing. */
export interface Execution {
  /**
   * Computes outputs of nodes (`name` or `name:1`) from tensors for placeholders.
   *
   * @throws Whatever a node throws; {@linkcode current} is that node.
   */
  readonly run: (
    feeds: Readonly<Record<string, tf.Tensor>>,
    references: readonly string[],
  ) => tf.Tensor[];
  /** The node that runs, or ran last. */
  readonly current: () => string | undefined;
  /** tfjs's name for the family of a node's op, such as `control`; undefined for an unknown op. */
  readonly category: (node: string) => string | undefined;
}

/** Members of tfjs's graph models that its types do not declare. */
interface Internals {
  readonly artifacts: tf.io.ModelArtifacts;
  readonly executor: {
    readonly graph: { readonly nodes: Readonly<Record<string, { category?: string }>> };
    weightMap: tf.GraphModel["weights"];
  };
}

const internalsOf = (model: tf.GraphModel) => model as unknown as Internals;

/**
 * Prepares a graph with the weights of `model` for execution. tfjs executes a second model, which
 * shares the weights' tensors, so that the first one stays as it is whatever is thrown. The kernels
 * that a node calls are recorded with the node's name.
 */
export function prepareExecution(model: tf.GraphModel, topology: GraphTopology): Execution {
  const { format } = internalsOf(model).artifacts;
  const artifacts: tf.io.ModelArtifacts = {
    ...(format && { format }),
    modelTopology: { versions: {}, ...topology },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  };
  const copy = new tf.GraphModel(tf.io.fromMemory(artifacts));
  copy.loadSync(artifacts);
  const { executor } = internalsOf(copy);
  executor.weightMap = model.weights;
  const backend = tracingBackend();
  const categories = new Map<string, string | undefined>();
  let current: string | undefined;
  for (const [name, node] of Object.entries(executor.graph.nodes)) {
    const { category } = node;
    categories.set(name, category);
    // tfjs reads the category of a node when it begins to run it.
    Object.defineProperty(node, "category", {
      get() {
        current = backend.scope = name;
        return category;
      },
    });
  }
  return {
    run: (feeds, references) => {
      current = undefined;
      try {
        return [copy.execute({ ...feeds }, [...references])].flat();
      } finally {
        backend.scope = "";
      }
    },
    current: () => current,
    category: (node) => categories.get(node),
  };
}
