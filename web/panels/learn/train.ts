// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { splitValidation } from "../../../data/split.ts";
import { evaluate } from "../../../infer/evaluate.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { argmax } from "../../../infer/softmax.ts";
import { classifiers } from "../../../models/mod.ts";
import { compileClassifier } from "../../../train/classifier/compile.ts";
import { runFiles } from "../../../train/run_files.ts";
import { targetOf } from "../../../train/target.ts";
import type { Parameters } from "../../../train/training.ts";
import { trainRun } from "../../../train/train_run.ts";
import type { ClassifierName } from "../../models.ts";
import type { TrainOptions, TrainResponse } from "./messages.ts";

const MODEL: ClassifierName = "lenet";

/**
 * Trains LeNet with the code of `deno task train`: TensorFlow.js traces the step, ONNX Runtime runs
 * it.
 *
 * @param options The images and the settings.
 * @param send Called with each message for the page.
 * @param signal Stops the training; the model of that moment is sent.
 */
export async function train(
  options: TrainOptions,
  send: (response: TrainResponse) => void,
  signal: AbortSignal,
): Promise<void> {
  const { backend, threads, classes, epochs, learningRate, seed } = options;
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const { train, validation } = splitValidation(options, options.heldOut);
  const recipe = classifiers[MODEL]!.recipes.default;
  const batchSize = Math.min(recipe.batchSize, train.count);
  const config = { ...recipe, model: MODEL, epochs, learningRate, seed };
  const start = performance.now();
  const compiled = compileClassifier(
    classifiers[MODEL]!,
    classes.length,
    config,
    batchSize,
    await targetOf(backend),
  );
  const { size: parameters } = compiled;
  send({ kind: "compiled", parameters, milliseconds: performance.now() - start });

  const fileOf = (parameters: Parameters, more: Readonly<Record<string, string>> = {}) => {
    const metadata = { model: MODEL, dataset: options.dataset, labels: JSON.stringify(classes) };
    return compiled.files(parameters, { ...metadata, ...more }).get(runFiles.model)!;
  };
  const session = { backend, threads };
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
        // The running scores are means over the epoch; their differences are the last steps'
        // scores.
        if (epoch !== before.epoch) before = { ...before, epoch, loss: 0, correct: 0 };
        const imagesOfEpoch = images - (epoch - 1) * total / epochs;
        const loss = running.loss * imagesOfEpoch, correct = running.accuracy! * imagesOfEpoch;
        const count = images - before.images;
        send({
          kind: "steps",
          images,
          total,
          loss: (loss - before.loss) / count,
          accuracy: (correct - before.correct) / count,
        });
        before = { images, epoch, loss, correct };
        await receiveMessages();
      },
      onCheckpoint: () => Promise.resolve(),
      validate: async (parameters) => {
        const model = await loadModel(fileOf(parameters), session);
        try {
          const { logits } = await runLogits(model, validation.images);
          const scores = evaluate(logits, validation.labels, classes);
          accuracy = scores.accuracy;
          const predictions = Uint8Array.from(
            validation.labels,
            (_, i) => argmax(logits, i * classes.length, classes.length),
          );
          const { epoch } = before;
          send({ kind: "epoch", epoch, loss: scores.loss, accuracy, predictions });
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
  // A stopped training has changed the model after its last test.
  const tested = accuracy === undefined || stopped ? {} : { held_out_accuracy: String(accuracy) };
  send({ kind: "done", model: fileOf(result.parameters, tested), stopped, imagesPerSecond });
}

/** Gives the worker time to receive messages, such as `stop`. */
function receiveMessages(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
