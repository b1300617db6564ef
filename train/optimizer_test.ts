import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { Parameter } from "../compiler/mod.ts";
import { createOptimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "../models/mod.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A matrix, which weight decay shrinks, and a bias, which it does not. */
const START: Readonly<Record<string, tf.Tensor>> = {
  kernel: tf.tensor2d([[1, -2], [0.5, 3]]),
  bias: tf.tensor1d([0.1, -0.2]),
};

/** Gradients of step `i`: of all sizes and both signs. */
const gradient = (name: string, i: number) =>
  tf.tidy(() => tf.mul(START[name]!, Math.sin(3 * i + 1) * 10 ** (i % 3 - 1)));

/** Runs `steps` steps and returns each parameter's values. */
function run(options: OptimizerOptions, rates: readonly number[]): Record<string, number[]> {
  const parameters: Parameter[] = Object.entries(START).map(([name, start]) => ({
    name,
    variable: tf.variable(start),
    trainable: true,
  }));
  const optimizer = createOptimizer(parameters, options);
  rates.forEach((rate, i) =>
    tf.tidy(() => {
      const gradients = Object.fromEntries(parameters.map(({ name }) => [name, gradient(name, i)]));
      optimizer.apply(gradients, tf.scalar(rate));
    })
  );
  const values = Object.fromEntries(
    parameters.map(({ name, variable }) => [name, [...variable.dataSync()]]),
  );
  for (const { variable } of [...parameters, ...optimizer.slots]) variable.dispose();
  return values;
}

/** The same with an optimizer of tfjs. */
function runTfjs(optimizer: tf.Optimizer, steps: number): Record<string, number[]> {
  const variables = Object.entries(START).map(([name, start]) =>
    tf.variable(start, true, `reference/${name}/${Math.random()}`)
  );
  const names = Object.keys(START);
  for (let i = 0; i < steps; i++) {
    const gradients = variables.map(({ name }, k) => ({ name, tensor: gradient(names[k]!, i) }));
    optimizer.applyGradients(gradients);
  }
  return Object.fromEntries(names.map((name, k) => [name, [...variables[k]!.dataSync()]]));
}

function assertClose(actual: Record<string, number[]>, expected: Record<string, number[]>) {
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, i) => {
      const difference = Math.abs(actual[name]![i]! - value);
      // float32 has 6e-8 relative; a few steps of a few operations add up to less than 1e-6.
      assert.ok(difference < 1e-6 * Math.max(1, Math.abs(value)), `${name}[${i}]: ${difference}`);
    });
  }
}

const adam = (weightDecay: number): OptimizerOptions => ({
  name: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay,
});

Deno.test("Adam without weight decay agrees with tfjs's Adam", () => {
  assertClose(
    run(adam(0), Array(8).fill(0.01)),
    runTfjs(tf.train.adam(0.01, 0.9, 0.999, 1e-8), 8),
  );
});

Deno.test("Adam's first step is the learning rate times the gradient's negative sign", () => {
  const { kernel } = run(adam(0), [0.01]);
  const sign = Math.sign(Math.sin(1));
  const start = [1, -2, 0.5, 3];
  assertClose(
    { kernel: kernel! },
    { kernel: start.map((value) => value - 0.01 * sign * Math.sign(value)) },
  );
});

Deno.test("Adam's weight decay shrinks matrices by rate times decay, and biases not at all", () => {
  const without = run(adam(0), [0.1]), decayed = run(adam(0.5), [0.1]);
  const start = [1, -2, 0.5, 3];
  assertClose(decayed, {
    bias: without.bias!,
    kernel: without.kernel!.map((value, i) => value - 0.1 * 0.5 * start[i]!),
  });
});

Deno.test("SGD without weight decay agrees with tfjs's Nesterov momentum", () => {
  const options = { name: "sgd", momentum: 0.9, weightDecay: 0 } as const;
  assertClose(
    run(options, Array(8).fill(0.01)),
    runTfjs(tf.train.momentum(0.01, 0.9, true), 8),
  );
});

Deno.test("SGD with a rate for each step and weight decay agrees with plain arithmetic", () => {
  const rates = [0.1, 0.05, 0.2], momentum = 0.9, weightDecay = 0.01;
  const expected = Object.fromEntries(
    Object.entries(START).map(([name, start]) => {
      const values = [...start.dataSync()];
      const velocity = values.map(() => 0);
      rates.forEach((rate, i) => {
        const gradients = gradient(name, i).dataSync();
        values.forEach((value, k) => {
          const g = gradients[k]! + (name === "kernel" ? weightDecay * value : 0);
          velocity[k] = momentum * velocity[k]! + g;
          values[k] = value - rate * (g + momentum * velocity[k]!);
        });
      });
      return [name, values];
    }),
  );
  assertClose(run({ name: "sgd", momentum, weightDecay }, rates), expected);
});

Deno.test("an optimizer's slots have the names of their parameters, and none is trainable", () => {
  const parameters = [{ name: "fc/kernel", variable: tf.variable(tf.zeros([2])), trainable: true }];
  const names = (options: OptimizerOptions) =>
    createOptimizer(parameters, options).slots.map(({ name, trainable, variable }) => {
      assert.ok(!trainable && !variable.trainable);
      return name;
    });
  assert.deepEqual(names(adam(0)), [
    "fc/kernel/adam_m",
    "fc/kernel/adam_v",
    "adam/beta1_power",
    "adam/beta2_power",
  ]);
  assert.deepEqual(names({ name: "sgd", momentum: 0.9, weightDecay: 0 }), [
    "fc/kernel/sgd_velocity",
  ]);
});
