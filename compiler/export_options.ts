// This module is browser compatible.

import type { InputConstants } from "./graph_model/constant_inputs.ts";
import type { InputLayouts } from "./lower.ts";
import type { TraceOptions } from "./trace.ts";

/** Options of an export. */
export interface ExportOptions extends TraceOptions {
  /**
   * For a layers model, names for its outputs, in their order, each another one. By default the
   * names of tfjs, the first output of a name without and later ones with a number: `dense`,
   * `dense_1`. tfjs gives two outputs of a shared layer one name. An output with the name of an
   * input or a weight gets a number too.
   *
   * For a graph model, the outputs or nodes to export, in this order: the graph ends there, and
   * inputs that they do not need are left out. By default all outputs of its signature.
   */
  readonly outputs?: readonly string[];
  /**
   * Lengths of inputs, by name, such as `{ image: [1, 224, 224, 3] }`; null stands for the batch,
   * whose length is chosen at each run. They fix the lengths that a model leaves free.
   */
  readonly shapes?: Readonly<Record<string, readonly (number | null)[]>>;
  /**
   * Inputs of a graph model that are the same number at each run, such as `{ is_training: 0 }`.
   * They are constants of the file, and branches and loops that they decide are resolved.
   */
  readonly constants?: InputConstants;
  /** Fixed batch size; by default the batch axis is symbolic. */
  readonly batchSize?: number;
  /**
   * Physical order of an input's axes, by name: with [0, 3, 1, 2] the file takes NCHW for an NHWC
   * input.
   */
  readonly layouts?: InputLayouts;
  /** metadata_props of the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}
