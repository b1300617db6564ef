// deno-lint-ignore-file no-console
/**
 * Iris: a small network tells three species apart by four lengths.
 *
 * The 150 flowers were measured by Edgar Anderson and published by R. A. Fisher in 1936
 * ("The use of multiple measurements in taxonomic problems"). They are in the public domain.
 *
 *     deno task example iris
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { accelerate } from "weft-ml/train";

const SPECIES = ["setosa", "versicolor", "virginica"];

/** Trains on four fifths of the flowers and evaluates on the rest. */
export async function main({ quick = false } = {}): Promise<{ accuracy: number }> {
  // The data: one row a flower. Every fifth flower is held out.
  const text = await Deno.readTextFile(new URL("./iris.csv", import.meta.url));
  const rows = text.trim().split("\n").slice(1).map((line) => line.split(","));
  const part = (isTest: boolean) => {
    const chosen = rows.filter((_, i) => (i % 5 === 4) === isTest);
    const classes = chosen.map((row) => SPECIES.indexOf(row[4]!));
    return {
      x: tf.tensor2d(chosen.map((row) => row.slice(0, 4).map(Number))),
      y: tf.oneHot(tf.tensor1d(classes, "int32"), 3).toFloat(),
    };
  };
  const train = part(false), test = part(true);

  // The model, as in any tfjs script. Seeds make the run repeatable.
  const kernel = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 16,
        activation: "relu",
        inputShape: [4],
        kernelInitializer: kernel(1),
      }),
      tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: kernel(2) }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(0.02),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });

  // The two lines: `fast` has the methods of the model.
  const fast = await accelerate(model);
  await fast.fit(train.x, train.y, { epochs: quick ? 30 : 100, batchSize: 16 });
  const [, accuracy] = await fast.evaluate(test.x, test.y) as tf.Scalar[];

  // The tfjs model has the trained weights too.
  const flower = [5.9, 3.0, 5.1, 1.8];
  const [best] = (model.predict(tf.tensor2d([flower])) as tf.Tensor).argMax(1).dataSync();
  console.log(`A flower of ${flower.join(", ")} cm is an Iris ${SPECIES[best!]}`);

  await fast.close();
  return { accuracy: accuracy!.dataSync()[0]! };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));
