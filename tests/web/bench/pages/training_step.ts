// This module is browser compatible.
import type * as tf from "@tensorflow/tfjs";
import { parametersOf } from "../../../../compiler/mod.ts";
import { synthesize } from "../../../../data/synthetic.ts";
import { classifiers } from "../../../../models/mod.ts";
import { classifierStep } from "../../../../train/classifier/step.ts";
import { createOptimizer } from "../../../../train/optimizer.ts";
import type { TrainingProgram } from "./training_programs.ts";

/** Images of a step. */
export const BATCH = 128;

/** The learning rate of all steps. */
export const LEARNING_RATE = 1e-3;

/** Runs training steps, all of them on the same images. Returns the loss of the first. */
export type RunSteps = (count: number) => Promise<number>;

/** Makes a program ready to train a model. */
export type MakeSteps = (model: string, program: TrainingProgram) => Promise<RunSteps>;

/** The images and the labels of a step. */
export const batch = (): ReturnType<typeof synthesize> =>
  synthesize({ split: "train", count: BATCH });

/** A classifier and its step in plain tfjs, with the weights that all programs begin at. */
export function classifierOf(name: string) {
  const definition = classifiers[name]!;
  const { optimizer: update, labelSmoothing, dropout } = definition.recipes.default;
  const layers: tf.LayersModel = definition.build({ classes: 10, seed: 1, dropout });
  const parameters = parametersOf(layers);
  const optimizer = createOptimizer(parameters.filter(({ trainable }) => trainable), update);
  const compute = classifierStep(layers, parameters, optimizer, labelSmoothing);
  return { definition, layers, parameters, compute };
}
