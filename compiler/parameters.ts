// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { distinctNames } from "./distinct_names.ts";

/** A weight of a layers model under its stable name, such as `conv1/kernel`. */
export interface Parameter {
  readonly name: string;
  readonly variable: tf.Variable;
  readonly trainable: boolean;
}

/**
 * The weights of a model. tfjs appends a number to a name that was used before in the process;
 * these names have one only where two weights of the model share a name, as layers of two nested
 * models may: `dense/kernel`, `dense/kernel_1`.
 */
export function parametersOf(model: tf.LayersModel): Parameter[] {
  // tfjs lists a weight once for each nested model that has it.
  const weights = [...new Set(model.weights)];
  const names = distinctNames(weights.map(({ originalName }) => originalName));
  return weights.map((weight, i) => ({
    name: names[i]!,
    variable: weight.read() as tf.Variable,
    trainable: weight.trainable,
  }));
}

/** The names in the form that a trace takes (`TraceOptions.names`). */
export function parameterNames(parameters: readonly Parameter[]): Map<tf.Variable, string> {
  return new Map(parameters.map(({ variable, name }) => [variable, name]));
}
