// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";

/**
 * A function of tfjs's models: it takes inputs, targets and weights, and returns loss and metrics.
 */
export type BatchFunction = (data: (tf.Tensor | undefined)[]) => tf.Scalar[];

/** A loss by name, or a function. */
type Loss = string | ((target: tf.Tensor, output: tf.Tensor) => tf.Tensor);

/**
 * The parts of a tfjs layers model that its own `fit` uses and its declarations hide. They are the
 * same in every 4.x.
 */
export interface TrainableModel {
  readonly inputNames: string[];
  readonly outputNames: string[];
  /** Expected shapes; `null` for any length. */
  readonly feedInputShapes: (number | null)[][];
  readonly feedOutputShapes: (number | null)[][];
  /** The losses as `compile` took them. */
  readonly loss: Loss | Loss[] | Record<string, Loss>;
  readonly optimizer: TrainableOptimizer | undefined;
  /** A new list after each `compile`. */
  readonly metricsTensors: readonly unknown[];
  /** The weights that `compile` found trainable. */
  readonly collectedTrainableWeights: readonly { read(): tf.Variable }[];
  readonly metricsNames: string[];
  isTraining: boolean;
  stopTraining: boolean;
  history: tf.History;
  readonly stateful: boolean;
  /** Makes the function that updates the weights. */
  makeTrainFunction(): BatchFunction;
  /** Makes `testFunction`. */
  makeTestFunction(): void;
  readonly testFunction: BatchFunction;
  getDedupedMetricsNames(): string[];
  apply(inputs: tf.Tensor | tf.Tensor[], options?: { training: boolean }): tf.Tensor | tf.Tensor[];
}

/** An optimizer whose learning rate is a number, as all of tfjs's are. */
export interface TrainableOptimizer {
  learningRate: number;
  /** The number of steps so far, which `getWeights` saves. Undefined before the first one. */
  iterations_: number | undefined;
  /** True for RMSProp with the variance of the gradient instead of its mean square. */
  readonly centered?: boolean;
  epsilon?: number;
  getClassName(): string;
  /** SGD keeps the rate in a tensor too. */
  setLearningRate?(rate: number): void;
}

/** The model that trains: a Sequential trains one inside. */
export function trainableOf(model: tf.LayersModel): TrainableModel {
  const { model: inner } = model as unknown as { model?: tf.LayersModel };
  return (inner ?? model) as unknown as TrainableModel;
}

/** @throws {WeftError} `usage` when it is not a tf.LayersModel, or one of another copy of tfjs. */
export function requireLayersModel(model: unknown): void {
  if (model instanceof tf.LayersModel) return;
  const { getClassName, layers, modelVersion } = (model ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof getClassName === "function" && Array.isArray(layers)) {
    throw new WeftError(
      "usage",
      "Cannot accelerate the model: it is of another copy of TensorFlow.js than weft-ml imports",
      "Load @tensorflow/tfjs once: `npm ls @tensorflow/tfjs` lists the copies. A page that has it " +
        "from a script imports it instead",
    );
  }
  const hint = modelVersion === undefined
    ? "Make it with tf.sequential, tf.model or tf.loadLayersModel. createTrainer takes a function"
    : "A graph model has no layers to train; load it as a layers model, or use createTrainer";
  throw new WeftError("usage", "Cannot accelerate the model: it is not a tf.LayersModel", hint);
}

/**
 * Returns whether the targets of an output are class numbers. tfjs does not export that loss, and
 * its builds rename the function, so a model can only have it by name.
 */
export function hasClassNumbers({ loss, outputNames }: TrainableModel, output: number): boolean {
  const found = typeof loss !== "object"
    ? loss
    : Array.isArray(loss)
    ? loss[output]
    : loss[outputNames[output]!];
  return found === "sparseCategoricalCrossentropy";
}

/** Sets a learning rate as the optimizer needs it. */
export function setLearningRate(optimizer: TrainableOptimizer, rate: number): void {
  if (optimizer.setLearningRate) optimizer.setLearningRate(rate);
  else optimizer.learningRate = rate;
}
