// This module is browser compatible.

/**
 * The registry of models. A model is a file of this folder, which has its layers and its recipes,
 * and its entry in one of the lists below: `--model`, training and model cards read them.
 */

import { lenet } from "./lenet.ts";
import { lenetModified } from "./lenet_modified.ts";
import { lenetVariants } from "./modifications.ts";
import type { Classifier, Vae } from "./model.ts";
import { vae } from "./vae.ts";

export { lenetVariants, type Modification, modifications } from "./modifications.ts";
export type { Classifier, ClassifierOptions, Vae, VaeLayers, VaeOptions } from "./model.ts";
export {
  type ClassifierSettings,
  type OptimizerOptions,
  type Recipe,
  RECIPE_NAMES,
  type RecipeName,
  type Recipes,
  type ScheduleName,
  type VaeSettings,
} from "./recipe.ts";

const byName = <Model extends { readonly name: string }>(models: readonly Model[]) =>
  Object.fromEntries(models.map((model) => [model.name, model]));

/** The models that give an image a class. */
export const classifiers: Readonly<Record<string, Classifier>> = byName([lenet, lenetModified]);

/** The models that encode images and generate them. */
export const vaes: Readonly<Record<string, Vae>> = byName([vae]);

/** The models of the collection, by the name that `--model` takes. */
export const models: Readonly<Record<string, Classifier | Vae>> = { ...classifiers, ...vaes };

/** All models that can be trained: the collection, and the variants of LeNet for experiments. */
export const trainable: Readonly<Record<string, Classifier | Vae>> = {
  ...models,
  ...byName(lenetVariants),
};
