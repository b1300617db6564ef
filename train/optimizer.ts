// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Parameter } from "../compiler/mod.ts";

/** An update rule and its constants; the learning rate comes with each step. */
export type OptimizerOptions =
  | {
    readonly name: "adam";
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  }
  | { readonly name: "sgd"; readonly momentum: number; readonly weightDecay: number };

/** Applies one step: gradients by parameter name, and the learning rate as a scalar tensor. */
export interface Optimizer {
  readonly apply: (gradients: tf.NamedTensorMap, learningRate: tf.Tensor) => void;
  /** The optimizer's own variables, by name. */
  readonly slots: readonly Parameter[];
}

/**
 * Weight decay is for filters and matrices: decaying biases and the scales of batch normalisation
 * only costs accuracy (Goyal et al. 2017, section 5.3).
 */
const decays = ({ variable }: Parameter) => variable.rank > 1;

function slot(name: string, shape: readonly number[], fill = 0): Parameter {
  const variable = tf.variable(tf.fill([...shape], fill), false);
  return { name, variable, trainable: false };
}

/**
 * Adam with decoupled weight decay (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019,
 * algorithm 2). The powers of β₁ and β₂ are variables, so that a step needs no count from outside.
 */
function adam(
  parameters: readonly Parameter[],
  { beta1, beta2, epsilon, weightDecay }: Extract<OptimizerOptions, { name: "adam" }>,
): Optimizer {
  const moments = parameters.map(({ name, variable }) => ({
    first: slot(`${name}/adam_m`, variable.shape),
    second: slot(`${name}/adam_v`, variable.shape),
  }));
  const power1 = slot("adam/beta1_power", [], 1);
  const power2 = slot("adam/beta2_power", [], 1);
  return {
    slots: [...moments.flatMap(({ first, second }) => [first, second]), power1, power2],
    apply: (gradients, learningRate) => {
      power1.variable.assign(tf.mul(power1.variable, beta1));
      power2.variable.assign(tf.mul(power2.variable, beta2));
      const correction2 = tf.sqrt(tf.sub(1, power2.variable));
      // lr · m̂ / (√v̂ + ε), with the corrections gathered in scalars.
      const rate = tf.div(tf.mul(learningRate, correction2), tf.sub(1, power1.variable));
      const smallest = tf.mul(correction2, epsilon);
      parameters.forEach((parameter, i) => {
        const { name, variable } = parameter;
        const { first: { variable: m }, second: { variable: v } } = moments[i]!;
        const gradient = gradients[name]!;
        m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
        v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const update = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), smallest));
        const kept = weightDecay > 0 && decays(parameter)
          ? tf.mul(variable, tf.sub(1, tf.mul(learningRate, weightDecay)))
          : variable;
        variable.assign(tf.sub(kept, update));
      });
    },
  };
}

/**
 * Stochastic gradient descent with Nesterov's momentum and weight decay as part of the gradient
 * (Sutskever et al. 2013, in the form that PyTorch uses).
 */
function sgd(
  parameters: readonly Parameter[],
  { momentum, weightDecay }: Extract<OptimizerOptions, { name: "sgd" }>,
): Optimizer {
  const velocities = parameters.map(({ name, variable }) =>
    slot(`${name}/sgd_velocity`, variable.shape)
  );
  return {
    slots: velocities,
    apply: (gradients, learningRate) => {
      parameters.forEach((parameter, i) => {
        const { name, variable } = parameter;
        const velocity = velocities[i]!.variable;
        const gradient = weightDecay > 0 && decays(parameter)
          ? tf.add(gradients[name]!, tf.mul(variable, weightDecay))
          : gradients[name]!;
        velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
        const ahead = tf.add(gradient, tf.mul(velocity, momentum));
        variable.assign(tf.sub(variable, tf.mul(ahead, learningRate)));
      });
    },
  };
}

/** Makes an optimizer with fresh slots for the given trainable parameters. */
export function createOptimizer(
  parameters: readonly Parameter[],
  options: OptimizerOptions,
): Optimizer {
  return options.name === "adam" ? adam(parameters, options) : sgd(parameters, options);
}
