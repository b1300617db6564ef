// This module is browser compatible.

import {
  compileModel,
  compileStep,
  NCHW,
  parameterNames,
  parametersOf,
  type Target,
} from "../../compiler/mod.ts";
import type { Classifier } from "../../models/mod.ts";
import { classifierInputs, classifierStep } from "./step.ts";
import type { ClassifierConfig } from "../config.ts";
import { noiseInputs } from "../noise.ts";
import { createOptimizer } from "../optimizer.ts";
import { runFiles } from "../run_files.ts";
import type { CompiledTraining } from "../training.ts";

/** Builds a classifier and compiles its training step, for batches of `batchSize`, and its file. */
export function compileClassifier(
  definition: Classifier,
  classes: number,
  config: Pick<ClassifierConfig, "seed" | "dropout" | "optimizer" | "labelSmoothing">,
  batchSize: number,
  target: Target,
): CompiledTraining {
  const { seed, dropout, labelSmoothing } = config;
  const layers = definition.build({ classes, seed, dropout });
  const parameters = parametersOf(layers);
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const optimizer = createOptimizer(trainable, config.optimizer);
  const names = parameterNames([...parameters, ...optimizer.slots]);
  const step = compileStep(
    classifierStep(layers, parameters, optimizer, labelSmoothing),
    classifierInputs(batchSize),
    // With one channel NCHW has the bytes of NHWC; ONNX Runtime is slow where the last axis is 1.
    { names, target, layouts: { image: NCHW } },
  );
  const model = compileModel(layers, {
    outputs: ["logits", "embedding"],
    layouts: { image: NCHW },
    names,
  });
  const size = trainable.reduce((sum, { variable }) => sum + variable.size, 0);
  for (const { variable } of optimizer.slots) variable.dispose();
  layers.dispose();
  return {
    step,
    parameters,
    size,
    noise: noiseInputs(step),
    scalars: {},
    files: (parameters, metadata) =>
      new Map([[runFiles.model, model.encode({ parameters, metadata })]]),
    scores: ({ loss, correct }, steps, batchSize) => ({
      loss: loss! / steps,
      accuracy: correct! / (steps * batchSize),
    }),
  };
}
