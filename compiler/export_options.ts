// This module is browser compatible.

import type { InputLayouts } from "./lower.ts";
import type { TraceOptions } from "./trace.ts";

/** Options of an export. */
export interface ExportOptions extends TraceOptions {
  /** Names for the model's outputs, in their order; by default the names of tfjs. */
  readonly outputs?: readonly string[];
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
