// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import type { DType, StateVariable, TensorData, Value } from "./graph.ts";

/** A weight in a trace: the tensor, and the value that stands for it. */
export interface TracedWeight {
  readonly variable: StateVariable;
  readonly before: Value;
  readonly after: Value;
}

/** The weights by the tensors' handles, for a trace in which they have these names. */
export function tracedWeights(
  weights: ReadonlyMap<string, tf.Tensor>,
): Map<tf.DataId, TracedWeight> {
  return new Map(
    Array.from(weights, ([name, tensor]) => {
      const value: Value = { shape: tensor.shape, dtype: tensor.dtype as DType, input: name };
      const variable = new Weight(name, tensor);
      return [tensor.dataId, { variable, before: value, after: value }];
    }),
  );
}

/** A tensor that is a weight, with the members of a tfjs variable. */
class Weight implements StateVariable {
  readonly trainable = false;
  readonly name: string;
  readonly #tensor: tf.Tensor;

  constructor(name: string, tensor: tf.Tensor) {
    this.name = name;
    this.#tensor = tensor;
  }

  get dataId(): object {
    return this.#tensor.dataId;
  }

  get shape(): number[] {
    return this.#tensor.shape;
  }

  get dtype(): tf.DataType {
    return this.#tensor.dtype;
  }

  get isDisposed(): boolean {
    return this.#tensor.isDisposed;
  }

  dataSync(): TensorData {
    return this.#tensor.dataSync();
  }

  assign(): never {
    throw new WeftError(
      "compiler",
      `Cannot assign the weight '${this.name}': it is a constant tensor`,
      "Make it a tf.Variable",
    );
  }
}
