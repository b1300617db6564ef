// deno-lint-ignore-file no-console
/**
 * Text generation: an LSTM reads the beginning of "Alice's Adventures in Wonderland" (Lewis
 * Carroll, 1865, in the public domain) letter by letter, and learns to write the next letter.
 *
 *     deno task example text
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { accelerate } from "weft-ml/train";

/** The letters that the network reads before it writes one. */
const WINDOW = 16;

/** Returns the loss before and after, in nats a letter, and a text that the network wrote. */
export async function main(
  { quick = false } = {},
): Promise<{ before: number; after: number; written: string }> {
  const file = await Deno.readTextFile(new URL("./alice.txt", import.meta.url));
  const text = file.toLowerCase().replace(/\s+/g, " ");
  const letters = [...new Set(text)].sort();
  const codes = Array.from(text, (letter) => letters.indexOf(letter));

  // Each position of the text is an example: the window before it, and the letter.
  const positions = codes.slice(WINDOW).map((_, i) => i);
  const windows = positions.map((i) => codes.slice(i, i + WINDOW));
  const x = tf.oneHot(tf.tensor2d(windows, undefined, "int32"), letters.length).toFloat();
  const y = tf.oneHot(tf.tensor1d(codes.slice(WINDOW), "int32"), letters.length).toFloat();

  const model = tf.sequential({
    layers: [
      tf.layers.lstm({
        units: 64,
        inputShape: [WINDOW, letters.length],
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
        recurrentInitializer: tf.initializers.glorotUniform({ seed: 2 }),
      }),
      tf.layers.dense({
        units: letters.length,
        activation: "softmax",
        kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
      }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });

  const fast = await accelerate(model);
  const loss = async () => (await fast.evaluate(x, y) as tf.Scalar).dataSync()[0]!;
  const before = await loss();
  await fast.fit(x, y, {
    epochs: quick ? 3 : 20,
    batchSize: 64,
    callbacks: {
      onEpochEnd: (epoch, logs) => console.log(`Epoch ${epoch + 1}: ${logs!.loss!.toFixed(3)}`),
    },
  });
  const after = await loss();

  // Writing: the letter is drawn from the network's probabilities, then joins the window.
  let written = text.slice(0, WINDOW);
  for (let i = 0; i < 120; i++) {
    const window = Array.from(written.slice(-WINDOW), (letter) => letters.indexOf(letter));
    const input = tf.oneHot(tf.tensor2d([window], undefined, "int32"), letters.length).toFloat();
    const probabilities = await fast.predict(input) as tf.Tensor2D;
    // Half the temperature: probable letters become more probable.
    const drawn = tf.multinomial(tf.log(probabilities).mul(2) as tf.Tensor2D, 1, i + 1);
    written += letters[drawn.dataSync()[0]!];
    tf.dispose([input, probabilities, drawn]);
  }
  await fast.close();
  return { before, after, written };
}

if (import.meta.main) console.log(await main({ quick: Deno.args.includes("--quick") }));
