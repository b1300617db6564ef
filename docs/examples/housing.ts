// deno-lint-ignore-file no-console
/**
 * Housing: regression on tables. The network predicts the price of a house from four numbers.
 *
 * The well-known Boston data set is not used: one of its columns counts people by race. The houses
 * here are generated, so the best possible error is known: it is the noise in the prices.
 *
 *     deno task example housing
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { accelerate } from "weft-ml/train";

/** Standard deviation of what the four numbers do not explain, in thousands. */
const NOISE = 15;

/** Draws houses: floor area in m², age in years, distance to the centre in km, rooms. */
function drawHouses(count: number, seed: number) {
  const uniform = (low: number, high: number, at: number) =>
    tf.randomUniform([count, 1], low, high, "float32", seed + at);
  const area = uniform(40, 240, 1), age = uniform(0, 100, 2), distance = uniform(0, 30, 3);
  const rooms = area.div(30).add(uniform(-1, 1, 4)).round();
  // The square metre is dear near the centre; old houses lose value, very old ones regain some.
  const square = tf.exp(distance.div(-12)).mul(2).add(1);
  const wear = age.sub(70).square().div(4900).mul(0.4).add(0.6);
  const noise = tf.randomNormal([count, 1], 0, NOISE, "float32", seed + 5);
  const price = area.mul(square).mul(wear).add(rooms.mul(6)).add(noise);
  return { x: tf.concat([area, age, distance, rooms], 1) as tf.Tensor2D, price };
}

/** Returns the errors of the network and of the mean price, in thousands. */
export async function main({ quick = false } = {}): Promise<{ error: number; baseline: number }> {
  const train = drawHouses(1600, 100), test = drawHouses(400, 200);

  // Inputs of similar size train faster: subtract the mean, divide by the standard deviation.
  const { mean, variance } = tf.moments(train.x, 0);
  const scaled = (x: tf.Tensor) => x.sub(mean).div(variance.sqrt());

  const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 32, activation: "relu", inputShape: [4], kernelInitializer }),
      tf.layers.dense({ units: 32, activation: "relu", kernelInitializer }),
      tf.layers.dense({ units: 1, kernelInitializer }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });

  const fast = await accelerate(model);
  await fast.fit(scaled(train.x), train.price, {
    epochs: quick ? 40 : 200,
    batchSize: 32,
    validationSplit: 0.1,
    // A learning rate that falls to a tenth over the training.
    learningRate: (step) => 0.01 * 0.1 ** Math.min(1, step / (45 * (quick ? 40 : 200))),
    callbacks: {
      onEpochEnd(epoch, logs) {
        if (epoch % 20 === 19) console.log(`Epoch ${epoch + 1}: ${logs!.val_loss!.toFixed(0)}`);
      },
    },
  });

  const loss = await fast.evaluate(scaled(test.x), test.price) as tf.Scalar;
  const guess = test.price.sub(train.price.mean()).square().mean();
  await fast.close();
  return { error: Math.sqrt(loss.dataSync()[0]!), baseline: Math.sqrt(guess.dataSync()[0]!) };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));
