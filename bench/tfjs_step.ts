import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import { parametersOf } from "../compiler/mod.ts";
import { synthesize } from "../data/synthetic.ts";
import { classifiers } from "../models/mod.ts";
import { classifierStep } from "../train/classifier/step.ts";
import { createOptimizer } from "../train/optimizer.ts";
import type { Absent, Program } from "./comparison.ts";
import { BATCH } from "./step.ts";
import { tfjsPrograms } from "./tfjs_programs.ts";

/**
 * A training step in TensorFlow.js itself: the function that weft compiles, run eagerly.
 *
 * @param first The loss of weft's first step, which tfjs's must equal.
 * @returns No programs for a model that is not a classifier.
 */
export async function tfjsStep(model: string, first: number): Promise<(Program | Absent)[]> {
  if (!Object.hasOwn(classifiers, model)) return [];
  const { build, recipes: { default: recipe } } = classifiers[model]!;
  const { images, labels } = synthesize({ split: "train", count: BATCH });
  return await tfjsPrograms(() => {
    const layers = build({ classes: 10, seed: 1, dropout: recipe.dropout });
    const parameters = parametersOf(layers);
    const trainable = parameters.filter(({ trainable }) => trainable);
    const optimizer = createOptimizer(trainable, recipe.optimizer);
    const compute = classifierStep(layers, parameters, optimizer, recipe.labelSmoothing);
    let isFirst = true;
    return (count) => {
      for (let i = 0; i < count; i++) {
        const loss = tf.tidy(() =>
          compute({
            image: tf.tensor(Int32Array.from(images), [BATCH, 28, 28, 1]),
            label: tf.tensor(Int32Array.from(labels)),
            learningRate: tf.scalar(1e-3),
          }).loss!.dataSync()[0]!
        );
        // Times are comparable only when both compute the same.
        if (isFirst && Math.abs(loss - first) > 1e-4) throw different(model, loss, first);
        isFirst = false;
      }
      return Promise.resolve();
    };
  });
}

const different = (model: string, loss: number, first: number) =>
  new WeftError(
    "runtime",
    `Cannot compare training steps of ${model}: the first loss is ${loss} in tfjs, ${first} in weft`,
    "One of them computes another function; run the tests of compiler/ and train/",
  );
