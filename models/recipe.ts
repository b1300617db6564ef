// This module is browser compatible.

import type { Augmentation } from "../data/augment.ts";

/** An update rule and its constants; the learning rate comes with each step. */
export type OptimizerOptions =
  | {
    readonly name: "adam";
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  }
  | { readonly name: "sgd"; readonly momentum: number; readonly weightDecay: number };

/** The course of the learning rate over a run. */
export type ScheduleName = "constant" | "one-cycle";

/** Named settings of training that fit together: those that every kind of model has. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak learning rate. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly optimizer: OptimizerOptions;
  readonly augmentation: Augmentation;
  /** Training images that are set aside for validation. */
  readonly valSplit: number;
}

/** The settings that only classifiers have. */
export interface ClassifierSettings {
  /** Part of the probability that is spread over all classes. */
  readonly labelSmoothing: number;
  /** Fraction of the last hidden layer that is dropped. */
  readonly dropout: number;
}

/** The settings that only VAEs have. */
export interface VaeSettings {
  /** Dimensions of the latent space. */
  readonly latent: number;
  /** Weight of the KL divergence in the loss; 1 makes the loss the negative ELBO. */
  readonly beta: number;
  /** Epochs in which that weight rises from 0; 0 for none. */
  readonly klWarmUp: number;
}

/** The names that `--recipe` takes. */
export const RECIPE_NAMES = ["default", "best", "fast"] as const;

/** One of {@linkcode RECIPE_NAMES}. */
export type RecipeName = typeof RECIPE_NAMES[number];

/** The recipes of a model by name. `Own` are the settings that only its kind of model has. */
export type Recipes<Own = unknown> = Readonly<Record<RecipeName, Recipe & Own>>;

const adam = (weightDecay: number): OptimizerOptions => ({
  name: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay,
});

/** SGD with Nesterov's momentum, for the best recipes of classifiers. */
export const sgd: OptimizerOptions = { name: "sgd", momentum: 0.9, weightDecay: 5e-4 };

/** The augmentation of the best recipes of classifiers: flips, and shifts by one pixel. */
export const augmentation: Augmentation = { flip: true, shift: 1 };

/** The settings that recipes of classifiers start from: Adam, without augmentation. */
export const classifierDefaults: Recipe & ClassifierSettings = {
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

/** The settings that recipes of VAEs start from; docs/vae.md has the numbers behind them. */
export const vaeDefaults: Recipe & VaeSettings = {
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
