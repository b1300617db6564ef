// deno-lint-ignore-file no-console
/**
 * Policy gradient (REINFORCE, Williams 1992) on the cart-pole of Barto, Sutton and Anderson (1983):
 * a cart is pushed left or right so that the pole on it stays upright.
 *
 * The loss has no targets, so `model.fit` cannot train it: `createTrainer` compiles a function. A
 * second function computes the policy for 32 carts at a time.
 *
 *     deno task example cartpole
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { createTrainer } from "weft-ml/train";

/** Carts that drive at the same time, and the most steps of an episode. */
const CARTS = 32, STEPS = 200;

/** Position, speed, angle and angular speed after a push of 10 N for 20 ms; SI units. */
function push([x, v, angle, spin]: readonly number[], right: boolean): number[] {
  const sin = Math.sin(angle!), cos = Math.cos(angle!);
  const pull = ((right ? 10 : -10) + 0.05 * spin! ** 2 * sin) / 1.1; // cart 1 kg, pole 0.1 kg
  const turn = (9.8 * sin - cos * pull) / (0.5 * (4 / 3 - 0.1 * cos ** 2 / 1.1)); // half pole 0.5 m
  const acceleration = pull - 0.05 * turn * cos / 1.1;
  return [x! + 0.02 * v!, v! + 0.02 * acceleration, angle! + 0.02 * spin!, spin! + 0.02 * turn];
}

const isUp = ([x, , angle]: readonly number[]) => Math.abs(x!) < 2.4 && Math.abs(angle!) < 0.21;

/** Returns the mean length of the episodes in the first round and in the last. */
export async function main({ quick = false } = {}): Promise<{ first: number; last: number }> {
  const kernel = (seed: number) => tf.initializers.glorotUniform({ seed });
  const policy = tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 32, activation: "tanh", inputShape: [4], kernelInitializer: kernel(1) },
      }),
      tf.layers.dense({ units: 1, kernelInitializer: kernel(2) }), // the logit of "right"
    ],
  });
  const optimizer = tf.train.adam(0.02);
  const size = CARTS * STEPS;
  const learner = await createTrainer(
    ({ state, right, advantage }) => ({
      loss: optimizer.minimize(() => {
        const logits = policy.apply(state!) as tf.Tensor;
        // Minus the log of the probability of each push.
        const surprise = tf.softplus(logits.mul(right!.mul(2).sub(1)).neg());
        return surprise.mul(advantage!).mean().asScalar();
      }, true)!,
    }),
    {
      state: { shape: [size, 4], dtype: "float32" },
      right: { shape: [size, 1], dtype: "float32" },
      advantage: { shape: [size, 1], dtype: "float32" },
    },
  );
  const actor = await createTrainer(
    ({ state }) => ({ probability: tf.sigmoid(policy.apply(state!) as tf.Tensor) }),
    { state: { shape: [CARTS, 4], dtype: "float32" } },
  );

  const lengths: number[] = [];
  for (let round = 0; round < (quick ? 15 : 40); round++) {
    // Drive: every cart until its pole falls. Rows that no cart reaches keep the advantage 0.
    const uniform = tf.randomUniform([CARTS, STEPS + 4], 0, 1, "float32", round + 1).dataSync();
    let drawn = 0;
    const carts = Array.from(
      { length: CARTS },
      () => [0, 0, 0, 0].map(() => uniform[drawn++]! / 10 - 0.05),
    );
    const state = new Float32Array(size * 4), right = new Float32Array(size);
    const ends = new Int32Array(CARTS).fill(STEPS);
    for (let t = 0; t < STEPS; t++) {
      const now = Float32Array.from(carts.flat());
      const { probability } = await actor.run({ state: now });
      state.set(now, t * CARTS * 4);
      for (let i = 0; i < CARTS; i++) {
        const isRight = uniform[drawn++]! < probability![i]!;
        right[t * CARTS + i] = Number(isRight);
        if (ends[i]! < STEPS) continue;
        carts[i] = push(carts[i]!, isRight);
        if (!isUp(carts[i]!)) ends[i] = t + 1;
      }
    }

    // Learn: a push is as good as the steps that followed it, compared with the other pushes.
    const left = Float32Array.from(
      right,
      (_, row) => Math.max(0, ends[row % CARTS]! - Math.floor(row / CARTS)),
    );
    const steps = ends.reduce((sum, end) => sum + end),
      mean = left.reduce((sum, n) => sum + n) / steps;
    const advantage = left.map((n) => n > 0 ? (n - mean) / mean : 0);
    await learner.run({ state, right, advantage });
    await learner.writeBack(); // the actor reads the variables
    lengths.push(steps / CARTS);
    console.log(`Round ${round + 1}: the poles stand for ${lengths.at(-1)} steps`);
  }
  await learner.close();
  await actor.close();
  return { first: lengths[0]!, last: lengths.at(-1)! };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));
