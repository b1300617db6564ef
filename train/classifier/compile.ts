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
import { createOptimizer } from "../optimizer.ts";
import { runFiles } from "../run_files.ts";
import type { CompiledTask } from "../task.ts";

/**
 * Builds a classifier with fresh parameters and compiles its training step for batches of
 * `batchSize`.
 */
export function compileClassifier(
  definition: Classifier,
  classes: number,
  config: Pick<ClassifierConfig, "seed" | "dropout" | "optimizer" | "labelSmoothing">,
  batchSize: number,
  target: Target,
): CompiledTask {
  const { seed, dropout, labelSmoothing } = config;
  const layers = definition.build({ classes, seed, dropout });
  const parameters = parametersOf(layers);
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const optimizer = createOptimizer(trainable, config.optimizer);
  const names = parameterNames([...parameters, ...optimizer.slots]);
  const step = compileStep(
    classifierStep(layers, parameters, optimizer, labelSmoothing),
    classifierInputs(batchSize),
    // One channel: the same bytes in either order, and ONNX Runtime is slow where the last axis is
    // 1.
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
    noise: step.noise.map(({ name, shape }) => ({
      name,
      size: (shape as number[]).reduce((product, length) => product * length, 1),
      draw: "uniform",
    })),
    scalars: {},
    files: (parameters, metadata) =>
      new Map([[runFiles.model, model.encode({ parameters, metadata })]]),
    scores: ({ loss, correct }, steps, batchSize) => ({
      loss: loss! / steps,
      accuracy: correct! / (steps * batchSize),
    }),
  };
}
