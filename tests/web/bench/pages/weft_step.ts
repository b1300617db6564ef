// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { classifiers } from "../../../../models/mod.ts";
import { compileClassifier } from "../../../../train/classifier/compile.ts";
import { startTrainer } from "../../../../train/create_trainer.ts";
import { targetOf } from "../../../../train/target.ts";
import { BATCH, batch, LEARNING_RATE, type MakeSteps } from "./training_step.ts";

/** Compiles a model's step as the section Learn does. */
export const weftSteps: MakeSteps = async (name, { backend, threads }) => {
  if (backend === "webgl") throw new Error("weft has no WebGL backend");
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const definition = classifiers[name]!;
  const config = { ...definition.recipes.default, seed: 1 };
  const target = await targetOf(backend);
  const { step } = compileClassifier(definition, 10, config, BATCH, target);
  const trainer = await startTrainer(step, { backend, threads });
  const { images, labels } = batch();
  const repeated = (data: Uint8Array, count: number) =>
    Uint8Array.from({ length: count * data.length }, (_, i) => data[i % data.length]!);
  return async (count) => {
    const inputs = { image: repeated(images, count), label: repeated(labels, count) };
    const { loss } = await trainer.runMany(count, { ...inputs, learningRate: LEARNING_RATE });
    return loss![0]!;
  };
};
