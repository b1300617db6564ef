import {
  type CompiledModel,
  type CompiledStep,
  compileModel,
  compileStep,
  NCHW,
  type Parameter,
  parameterNames,
  parametersOf,
  type Target,
} from "../compiler/mod.ts";
import type { Classifier } from "../models/mod.ts";
import { classifierInputs, classifierStep } from "./classifier_step.ts";
import type { RunConfig } from "./config.ts";
import { createOptimizer } from "./optimizer.ts";

/** A classifier ready to be trained: its step, and the model that is exported, over the same parameters. */
export interface CompiledClassifier {
  readonly step: CompiledStep;
  readonly model: CompiledModel;
  readonly parameters: readonly Parameter[];
  /** Number of trainable parameters. */
  readonly size: number;
}

/** Builds a classifier with fresh parameters and compiles its training step for batches of `batchSize`. */
export function compileClassifier(
  definition: Classifier,
  classes: number,
  config: Pick<RunConfig, "seed" | "dropout" | "optimizer" | "labelSmoothing">,
  batchSize: number,
  target: Target,
): CompiledClassifier {
  const { seed, dropout, labelSmoothing } = config;
  const layers = definition.build({ classes, seed, dropout });
  const parameters = parametersOf(layers);
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const optimizer = createOptimizer(trainable, config.optimizer);
  const names = parameterNames([...parameters, ...optimizer.slots]);
  const step = compileStep(
    classifierStep(layers, parameters, optimizer, labelSmoothing),
    classifierInputs(batchSize),
    // One channel: the same bytes in either order, and ONNX Runtime is slow where the last axis is 1.
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
  return { step, model, parameters, size };
}
