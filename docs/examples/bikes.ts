// deno-lint-ignore-file no-console
/**
 * Several inputs and outputs: a model reads the hour, the day of the week and the weather, and
 * predicts how many bicycles are rented and whether it will be crowded. Numbers are passed by name.
 *
 * The rentals are generated: commuters on working days at 8 and 17 o'clock, leisure in the
 * afternoons of the weekend, and less of both in the rain.
 *
 *     deno task example bikes
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { accelerate } from "weft-ml/train";

/** Hundreds of rentals above which it is crowded. */
const CROWDED = 2.5;

/** Draws hours: their inputs and targets by the names of the model's inputs and outputs. */
function drawHours(count: number, seed: number) {
  const integers = (below: number, at: number) =>
    tf.randomUniform([count, 1], 0, below, "float32", seed + at).floor();
  const hour = integers(24, 1), day = integers(7, 2);
  const temperature = tf.randomUniform([count, 1], -5, 35, "float32", seed + 3);
  const rain = integers(4, 4).equal(0).toFloat();
  const peak = (at: number, width: number) => hour.sub(at).div(width).square().neg().exp();
  const isWeekend = day.greaterEqual(5).toFloat();
  const commuters = peak(8, 1.5).add(peak(17, 2)).mul(4).mul(tf.sub(1, isWeekend));
  const leisure = peak(14, 4).mul(isWeekend.mul(3).add(1)).mul(temperature.add(5).div(30));
  const noise = tf.randomNormal([count, 1], 0, 0.1, "float32", seed + 5);
  const rentals = commuters.add(leisure).mul(tf.sub(1, rain.mul(0.6))).add(noise);
  return {
    x: { hour, day, weather: tf.concat([temperature.div(20), rain], 1) },
    y: { rentals, crowded: rentals.greater(CROWDED).toFloat() },
  };
}

function buildModel(): tf.LayersModel {
  const hour = tf.input({ shape: [1], name: "hour" });
  const day = tf.input({ shape: [1], name: "day" });
  const weather = tf.input({ shape: [2], name: "weather" });
  // An embedding learns a few numbers for each hour and each day.
  const embedded = (input: tf.SymbolicTensor, inputDim: number, seed: number) => {
    const embeddingsInitializer = tf.initializers.glorotUniform({ seed });
    const embedding = tf.layers.embedding({ inputDim, outputDim: 4, embeddingsInitializer });
    return tf.layers.flatten().apply(embedding.apply(input)) as tf.SymbolicTensor;
  };
  const dense = (
    units: number,
    activation: "relu" | "linear" | "sigmoid",
    seed: number,
    name?: string,
  ) =>
    tf.layers.dense({
      ...{ units, activation, kernelInitializer: tf.initializers.heNormal({ seed }) },
      ...(name ? { name } : {}),
    });
  const all = tf.layers.concatenate().apply([embedded(hour, 24, 1), embedded(day, 7, 2), weather]);
  const hidden = dense(32, "relu", 4).apply(dense(64, "relu", 3).apply(all));
  // The names of the last layers are those of the outputs.
  const rentals = dense(1, "linear", 5, "rentals").apply(hidden);
  const crowded = dense(1, "sigmoid", 6, "crowded").apply(hidden);
  return tf.model({
    inputs: [hour, day, weather],
    outputs: [rentals, crowded] as tf.SymbolicTensor[],
  });
}

/** Returns the mean error in bicycles and the share of hours whose crowd is predicted. */
export async function main({ quick = false } = {}): Promise<{ error: number; accuracy: number }> {
  const train = drawHours(4000, 100), test = drawHours(1000, 200);
  const model = buildModel();
  model.compile({
    optimizer: tf.train.adam(0.005),
    loss: { rentals: "meanAbsoluteError", crowded: "binaryCrossentropy" },
    metrics: { crowded: "accuracy" },
  });

  const fast = await accelerate(model);
  await fast.fit(train.x, train.y, { epochs: quick ? 8 : 40, batchSize: 50 });
  const values = await fast.evaluate(test.x, test.y) as tf.Scalar[];
  await fast.close();

  // The values have the names that tfjs's own evaluate gives them.
  const results = Object.fromEntries(
    model.metricsNames.map((name, i) => [name, values[i]!.dataSync()[0]!]),
  );
  console.log(results);
  return { error: 100 * results.rentals_loss!, accuracy: results.crowded_acc! };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));
