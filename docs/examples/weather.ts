// deno-lint-ignore-file no-console
/**
 * Weather: a GRU reads two days of temperature and pressure and predicts the temperature of
 * tomorrow at this hour.
 *
 * The series is generated: cycles of a day and of a year, and fronts that pass within days. The
 * pressure falls before a front comes, so that there is something to learn.
 *
 *     deno task example weather
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { accelerate } from "weft-ml/train";

/** Hours between two measurements, measurements that are read, and how far ahead is predicted. */
const STEP = 3, READ = 16, AHEAD = 8;

/** Draws years of measurements: temperature in °C and pressure in hPa. */
function drawWeather(years: number) {
  const count = years * 365 * 24 / STEP;
  const noise = tf.randomNormal([count + AHEAD], 0, 1, "float32", 7).dataSync();
  const fronts = new Float32Array(count + AHEAD);
  for (let i = 1; i < fronts.length; i++) fronts[i] = 0.93 * fronts[i - 1]! + noise[i]!;
  return Array.from({ length: count }, (_, i) => {
    const day = i * STEP / 24, cycle = (days: number) => Math.sin(2 * Math.PI * day / days);
    const temperature = 10 + 9 * cycle(365) + 4 * cycle(1) + 2 * fronts[i]!;
    return [temperature, 1013 + 3 * fronts[i + AHEAD]!];
  });
}

/** Returns mean errors in °C: of the network, and of "tomorrow is as today". */
export async function main({ quick = false } = {}): Promise<{ error: number; baseline: number }> {
  const series = drawWeather(quick ? 1 : 3).map(([t, p]) => [(t! - 10) / 10, (p! - 1013) / 10]);
  const starts = series.slice(0, 1 - READ - AHEAD).map((_, i) => i);
  const last = (start: number) => start + READ - 1;
  const examples = (chosen: readonly number[]) => ({
    x: tf.tensor3d(chosen.map((start) => series.slice(start, start + READ))),
    y: tf.tensor2d(chosen.map((start) => [series[last(start) + AHEAD]![0]!])),
  });
  // The last tenth is the test: a model must never see the future.
  const split = Math.floor(starts.length * 0.9);
  const train = examples(starts.slice(0, split)), test = examples(starts.slice(split));

  const model = tf.sequential({
    layers: [
      tf.layers.gru({
        units: 24,
        inputShape: [READ, 2],
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
        recurrentInitializer: tf.initializers.glorotUniform({ seed: 2 }),
      }),
      tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.005), loss: "meanAbsoluteError" });

  const fast = await accelerate(model);
  await fast.fit(train.x, train.y, {
    epochs: quick ? 4 : 20,
    batchSize: 64,
    validationSplit: 0.1,
    // Stops when the validation loss has not fallen for four epochs.
    callbacks: tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 4 }),
  });
  const error = await fast.evaluate(test.x, test.y) as tf.Scalar;
  await fast.close();

  const today = test.x.slice([0, READ - 1, 0], [-1, 1, 1]).reshape([-1, 1]);
  const baseline = test.y.sub(today).abs().mean();
  return { error: 10 * error.dataSync()[0]!, baseline: 10 * baseline.dataSync()[0]! };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));
