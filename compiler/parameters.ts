// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";

/** A weight of a layers model under its stable name, such as `conv1/kernel`. */
export interface Parameter {
  readonly name: string;
  readonly variable: tf.Variable;
  readonly trainable: boolean;
}

/**
 * The weights of a model. tfjs appends a number to a name that was used before in the process;
 * these names have none.
 */
export function parametersOf(model: tf.LayersModel): Parameter[] {
  return model.weights.map((weight) => ({
    name: weight.originalName,
    variable: weight.read() as tf.Variable,
    trainable: weight.trainable,
  }));
}

/** The names in the form that a trace takes (`TraceOptions.names`). */
export function parameterNames(parameters: readonly Parameter[]): Map<tf.Variable, string> {
  return new Map(parameters.map(({ variable, name }) => [variable, name]));
}
