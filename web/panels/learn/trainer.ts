// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { targets } from "../../../compiler/mod.ts";
import { splitValidation } from "../../../data/split.ts";
import { WeftError } from "../../../error.ts";
import { evaluate } from "../../../infer/evaluate.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { argmax } from "../../../infer/softmax.ts";
import { classifiers } from "../../../models/mod.ts";
import { compileClassifier } from "../../../train/classifier/compile.ts";
import { classifierRecipes } from "../../../train/recipes.ts";
import { runFiles } from "../../../train/run_files.ts";
import type { Parameters } from "../../../train/task.ts";
import { trainRun } from "../../../train/train_run.ts";
import type { Lesson, Told } from "./lesson.ts";

const MODEL = "lenet";

/**
 * Trains LeNet with the code of `deno task train`: traced in tfjs here, run by ONNX Runtime here.
 *
 * @param lesson The images and how to train.
 * @param tell Told as it goes.
 * @param signal Stops it; the model of that moment is still told.
 */
export async function teach(
  lesson: Lesson,
  tell: (told: Told) => void,
  signal: AbortSignal,
): Promise<void> {
  const { backend, classes, epochs, learningRate, seed } = lesson;
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const { train, validation } = splitValidation(lesson, lesson.heldOut);
  const recipe = classifierRecipes[MODEL]!.default;
  const batchSize = Math.min(recipe.batchSize, train.count);
  const config = { ...recipe, model: MODEL, epochs, learningRate, seed };
  const began = performance.now();
  const compiled = compileClassifier(
    classifiers[MODEL]!,
    classes.length,
    config,
    batchSize,
    targets.portable,
  );
  const { size: parameters } = compiled;
  tell({ kind: "compiled", parameters, milliseconds: performance.now() - began });

  const fileOf = (parameters: Parameters, more: Readonly<Record<string, string>> = {}) => {
    const metadata = { model: MODEL, dataset: lesson.dataset, labels: JSON.stringify(classes) };
    return compiled.files(parameters, { ...metadata, ...more }).get(runFiles.model)!;
  };
  const session = { backend, threads: 1 };
  const total = epochs * Math.floor(train.count / batchSize) * batchSize;
  let before = { images: 0, epoch: 1, loss: 0, correct: 0 };
  let accuracy: number | undefined;
  const result = await trainRun(
    {
      config,
      compiled,
      images: train,
      batchSize,
      session,
      metrics: [],
      checkpointSeconds: Infinity,
      signal,
    },
    {
      onProgress: async (images, epoch, running) => {
        // The running scores are means since the epoch began; the difference is that of the last
        // steps.
        if (epoch !== before.epoch) before = { ...before, epoch, loss: 0, correct: 0 };
        const ofEpoch = images - (epoch - 1) * total / epochs;
        const loss = running.loss * ofEpoch, correct = running.accuracy! * ofEpoch;
        const count = images - before.images;
        tell({
          kind: "steps",
          images,
          total,
          loss: (loss - before.loss) / count,
          accuracy: (correct - before.correct) / count,
        });
        before = { images, epoch, loss, correct };
        await aTurn();
      },
      onCheckpoint: () => Promise.resolve(),
      validate: async (parameters) => {
        const model = await loadModel(fileOf(parameters), session);
        try {
          const { logits } = await runLogits(model, validation.images);
          const scores = evaluate(logits, validation.labels, classes);
          accuracy = scores.accuracy;
          const answers = Uint8Array.from(
            validation.labels,
            (_, i) => argmax(logits, i * classes.length, classes.length),
          );
          const epoch = before.epoch;
          tell({ kind: "epoch", epoch, loss: scores.loss, accuracy, answers });
          return { loss: scores.loss, accuracy };
        } finally {
          await model.close();
        }
      },
      onEpoch: () => Promise.resolve(),
    },
  );
  const { imagesPerSecond, outcome } = result;
  const stopped = outcome === "interrupted";
  // A model that was stopped has learned since it was last tested.
  const tested = accuracy === undefined || stopped ? {} : { held_out_accuracy: String(accuracy) };
  tell({ kind: "done", model: fileOf(result.parameters, tested), stopped, imagesPerSecond });
}

/** Lets messages in, such as the one to stop. */
function aTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** An error as it can be sent between threads. */
export function asSent(error: unknown) {
  if (error instanceof WeftError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "runtime" as const,
    message: `Cannot train: ${message}`,
    hint: "Reload the page, or train on another runtime",
  };
}
