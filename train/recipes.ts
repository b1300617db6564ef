// This module is browser compatible.

import type { Augmentation } from "../data/augment.ts";
import { lenetVariants } from "../models/mod.ts";
import type { OptimizerOptions } from "./optimizer.ts";
import type { ScheduleName } from "./schedule.ts";

/** What decides the result of a training run of any task, apart from model, data and seed. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak learning rate. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly optimizer: OptimizerOptions;
  readonly augmentation: Augmentation;
  /** Training images set aside to validate on. */
  readonly valSplit: number;
}

/** What a recipe of a classifier has beside. */
export interface ClassifierSettings {
  /** Part of the probability that is spread over all classes. */
  readonly labelSmoothing: number;
  /** Part of the last hidden layer that is dropped. */
  readonly dropout: number;
}

/** What a recipe of a VAE has beside. */
export interface VaeSettings {
  /** Dimensions of the latent space. */
  readonly latent: number;
  /** Weight of the divergence in the loss; 1 makes the loss the negative ELBO. */
  readonly beta: number;
  /** Epochs in which that weight rises from 0; 0 for none. */
  readonly klWarmUp: number;
}

/** The names that `--recipe` takes. */
export type RecipeName = "default" | "best" | "fast";

const adam = (weightDecay: number): OptimizerOptions => ({
  name: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay,
});

const sgd: OptimizerOptions = { name: "sgd", momentum: 0.9, weightDecay: 5e-4 };

const plain: Recipe & ClassifierSettings = {
  epochs: 5,
  batchSize: 128,
  learningRate: 3e-3,
  schedule: "one-cycle",
  optimizer: adam(0.01),
  labelSmoothing: 0,
  augmentation: { flip: false, shift: 0 },
  dropout: 0,
  valSplit: 5_000,
};

const augmentation: Augmentation = { flip: true, shift: 1 };

const generative: Recipe & VaeSettings = {
  epochs: 12,
  batchSize: 128,
  learningRate: 1e-2,
  schedule: "one-cycle",
  optimizer: adam(0),
  augmentation: { flip: false, shift: 0 },
  valSplit: 5_000,
  latent: 16,
  beta: 1,
  klWarmUp: 0,
};

type ByName<Settings> = Readonly<Record<RecipeName, Recipe & Settings>>;

const ofModified: Readonly<Record<RecipeName, Recipe & ClassifierSettings>> = {
  default: plain,
  fast: { ...plain, epochs: 1 },
  best: {
    ...plain,
    epochs: 16,
    learningRate: 0.1,
    optimizer: sgd,
    augmentation,
    dropout: 0.2,
    valSplit: 0,
  },
};

/**
 * Recipes of the classifiers. `best` was chosen on a validation split; docs/training.md has the
 * numbers.
 */
export const classifierRecipes: Readonly<Record<string, ByName<ClassifierSettings>>> = {
  lenet: {
    default: { ...plain, epochs: 10 },
    fast: { ...plain, epochs: 5 },
    best: {
      ...plain,
      epochs: 120,
      learningRate: 0.1,
      optimizer: sgd,
      labelSmoothing: 0.1,
      augmentation,
      valSplit: 0,
    },
  },
  "lenet-modified": ofModified,
  // One step towards it is trained as it is, so that they can be compared.
  ...Object.fromEntries(lenetVariants.map(({ name }) => [name, ofModified])),
};

/** Recipes of the VAE; docs/vae.md has the numbers. */
export const vaeRecipes: Readonly<Record<string, ByName<VaeSettings>>> = {
  vae: {
    default: generative,
    fast: { ...generative, epochs: 1 },
    best: { ...generative, epochs: 60, valSplit: 0 },
  },
};

/** Recipes by model and name. */
export const recipes: Readonly<Record<string, Readonly<Record<RecipeName, Recipe>>>> = {
  ...classifierRecipes,
  ...vaeRecipes,
};
