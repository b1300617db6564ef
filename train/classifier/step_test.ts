import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { classifierInputs, classifierStep } from "./step.ts";

await tf.setBackend("cpu");

/** Grey levels of the first pixel of three images, and their labels. */
const LEVELS = [51, 255, 0], LABELS = [0, 1, 2], CLASSES = 3;

/** Logits of an image whose first pixel has this brightness: weight, brightness, 0. */
const logitsOf = (weight: number, level: number) => [weight, level / 255, 0];

function model(weight: tf.Variable): tf.LayersModel {
  const apply = (pixels: tf.Tensor) => {
    const first = tf.slice(tf.reshape(pixels, [3, IMAGE_PIXELS]), [0, 0], [3, 1]);
    const logits = tf.concat([tf.mul(tf.ones([3, 1]), weight), first, tf.zeros([3, 1])], 1);
    return [logits, first];
  };
  return { apply } as unknown as tf.LayersModel;
}

/** Mean cross-entropy against labels smoothed by `smoothing`. */
function expected(weight: number, smoothing: number): number {
  const losses = LEVELS.map((level, i) => {
    const logits = logitsOf(weight, level);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return logits.reduce((sum, logit, c) => {
      const target = (1 - smoothing) * Number(c === LABELS[i]) + smoothing / CLASSES;
      return sum - target * (logit - total);
    }, 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

for (const smoothing of [0, 0.25]) {
  Deno.test(`a step returns loss and correct predictions, with label smoothing ${smoothing}`, () => {
    const weight = tf.variable(tf.scalar(0.5));
    const applied: number[] = [];
    const optimizer = {
      slots: [],
      apply: (gradients: tf.NamedTensorMap, rate: tf.Tensor) =>
        void applied.push(gradients.weight!.dataSync()[0]!, rate.dataSync()[0]!),
    };
    const statistic = { name: "mean", variable: tf.variable(tf.scalar(1)), trainable: false };
    const parameters = [{ name: "weight", variable: weight, trainable: true }, statistic];
    const image = new Int32Array(3 * IMAGE_PIXELS);
    LEVELS.forEach((level, i) => image[i * IMAGE_PIXELS] = level);
    const { loss, correct } = classifierStep(model(weight), parameters, optimizer, smoothing)({
      image: tf.tensor4d(image, [3, 28, 28, 1], "int32"),
      label: tf.tensor1d(LABELS, "int32"),
      learningRate: tf.scalar(0.125),
    });
    const wanted = expected(0.5, smoothing);
    assert.ok(Math.abs(loss!.dataSync()[0]! - wanted) < 1e-6, `${loss} ${wanted}`);
    assert.equal(correct!.dataSync()[0], 2, "the first class, the second, and the first again");
    const slope = (expected(0.5001, smoothing) - expected(0.4999, smoothing)) / 2e-4;
    assert.ok(Math.abs(applied[0]! - slope) < 1e-5, `${applied[0]} ${slope}`);
    assert.equal(applied[1], 0.125);
  });
}

Deno.test("a step takes bytes of images and labels, and the learning rate", () => {
  assert.deepEqual(classifierInputs(4), {
    image: { shape: [4, 28, 28, 1], dtype: "int32", storage: "uint8" },
    label: { shape: [4], dtype: "int32", storage: "uint8" },
    learningRate: { shape: [], dtype: "float32" },
  });
});
