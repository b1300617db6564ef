// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { FitCallbacks } from "./callbacks.ts";
import type { FitClassWeight } from "./class_weights.ts";
import type { ModelNumbers } from "./fit_data.ts";

/** Arguments of `fit`, as tf.LayersModel.fit takes them, and more kinds of data. */
export interface FitArgs {
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly initialEpoch?: number;
  /** Default true. */
  readonly shuffle?: boolean;
  readonly validationData?: readonly [ModelNumbers, ModelNumbers];
  /** Share of the rows, taken from the end, to validate on. */
  readonly validationSplit?: number;
  readonly classWeight?: FitClassWeight;
  readonly callbacks?: FitCallbacks;
  readonly yieldEvery?: tf.ModelFitArgs["yieldEvery"];
  /** Nothing is printed; callbacks find the number in their `params`. Default 1, as in tfjs. */
  readonly verbose?: number;
  /** The learning rate of each step, counted from 0 in this fit. Default: the optimizer's. */
  readonly learningRate?: (step: number) => number;
  /** Stops after the present batches. The promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
