// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { DType } from "../graph.ts";
import type { LoweredGraph } from "../lower.ts";
import type { Traceable } from "../trace.ts";

/** Type of an input; a null length is the batch. */
export interface InputSpec {
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

/** A model as the compiler takes it: a function of tensors with the types of its inputs. */
export interface Source {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Names of the outputs, in the order of the model; undefined for a function of tensors. */
  readonly outputs?: readonly string[];
  readonly fn: Traceable;
  /**
   * Completes the graph of a trace of `fn`: with outputs that cannot be traced, since their shapes
   * depend on data. It is called after each trace.
   */
  readonly complete?: (graph: LoweredGraph) => LoweredGraph;
  /** Names of variables; a variable without an entry keeps its tfjs name. */
  readonly names?: ReadonlyMap<tf.Variable, string> | undefined;
  /** Tensors that become named weights of the file. */
  readonly weights?: ReadonlyMap<string, tf.Tensor> | undefined;
}
