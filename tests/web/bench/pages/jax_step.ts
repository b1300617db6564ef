// This module is browser compatible.
import { blockUntilReady, defaultDevice, init, jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import type { OptimizerOptions } from "../../../../models/mod.ts";
import { lossOf } from "./jax_model.ts";
import { initialWeights, type Weights } from "./jax_weights.ts";
import { BATCH, batch, classifierOf, LEARNING_RATE, type MakeSteps } from "./training_step.ts";

/** Compiles the step with jax-js: loss, gradients and Adam in one `jit`. */
export const jaxSteps: MakeSteps = async (name, { backend }) => {
  if (backend === "webgl") throw new Error("the bench does not ask jax-js for WebGL");
  if (!(await init(backend)).includes(backend)) throw new Error(`${backend} does not start`);
  defaultDevice(backend);
  await tf.setBackend("cpu");
  const { definition, layers } = classifierOf(name);
  const { optimizer } = definition.recipes.default;
  if (optimizer.name !== "adam") throw new Error("the bench has Adam only for jax-js");
  const step = adamStep(lossOf(name, BATCH), optimizer);
  const { images, labels } = batch();
  const image = np.array(Float32Array.from(images)).reshape([BATCH, 1, 28, 28]);
  const hot = np.array(
    Float32Array.from(
      { length: 10 * BATCH },
      (_, i) => Number(labels[Math.floor(i / 10)] === i % 10),
    ),
  ).reshape([BATCH, 10]);
  const weights = initialWeights(layers);
  const zeros = () =>
    Object.fromEntries(Object.entries(weights).map(([key, { shape }]) => [key, np.zeros(shape)]));
  let state: State = [weights, zeros(), zeros(), [np.array(1), np.array(1)]];
  return async (count) => {
    const losses: number[] = [];
    for (let i = 0; i < count; i++) {
      const [loss, ...next] = step(...state, image.ref, hot.ref);
      state = await blockUntilReady(next);
      losses.push((await loss.data())[0]!);
    }
    return losses[0]!;
  };
};

/** Weights, first and second moments, and the powers of β₁ and β₂. */
type State = [Weights, Weights, Weights, [np.Array, np.Array]];

type Loss = (weights: Weights, image: np.Array, hot: np.Array) => np.Array;

/** A step of Adam with decoupled weight decay, as `train/optimizer.ts` has it. */
function adamStep(
  loss: Loss,
  { beta1, beta2, epsilon, weightDecay }: Extract<OptimizerOptions, { name: "adam" }>,
): (...args: [...State, np.Array, np.Array]) => [np.Array, ...State] {
  const gradients = valueAndGrad(loss);
  return jit((
    weights: Weights,
    firsts: Weights,
    seconds: Weights,
    [power1, power2]: [np.Array, np.Array],
    image: np.Array,
    hot: np.Array,
  ) => {
    const shared = Object.fromEntries(
      Object.entries(weights).map(([key, each]) => [key, each.ref]),
    );
    const [value, grads] = gradients(shared, image, hot);
    const next1 = power1.mul(beta1), next2 = power2.mul(beta2);
    const correction = np.sqrt(np.subtract(1, next2.ref));
    const rate = correction.ref.mul(LEARNING_RATE).div(np.subtract(1, next1.ref));
    const smallest = correction.mul(epsilon);
    const next: [Weights, Weights, Weights] = [{}, {}, {}];
    for (const [key, weight] of Object.entries(weights)) {
      const gradient = grads[key]!;
      const first = firsts[key]!.mul(beta1).add(gradient.ref.mul(1 - beta1));
      const second = seconds[key]!.mul(beta2).add(np.square(gradient).mul(1 - beta2));
      const update = first.ref.mul(rate.ref).div(np.sqrt(second.ref).add(smallest.ref));
      const kept = /kernel/.test(key) ? weight.mul(1 - LEARNING_RATE * weightDecay) : weight;
      [kept.sub(update), first, second].forEach((each, i) => next[i]![key] = each);
    }
    rate.dispose();
    smallest.dispose();
    return [value, ...next, [next1, next2]];
    // deno-lint-ignore no-explicit-any -- jax-js's types of nested trees do not end
  }) as any;
}
