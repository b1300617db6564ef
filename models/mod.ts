// This module is browser compatible.

import { lenet } from "./lenet.ts";
import { lenetModified } from "./lenet_modified.ts";
import { lenetVariants } from "./modifications.ts";
import type { Classifier, Vae } from "./model.ts";
import { vae } from "./vae.ts";

export { lenetVariants, type Modification, modifications } from "./modifications.ts";
export type { Classifier, ClassifierOptions, Vae, VaeLayers, VaeOptions } from "./model.ts";

const byName = <Model extends { readonly name: string }>(models: readonly Model[]) =>
  Object.fromEntries(models.map((model) => [model.name, model]));

/** The models that name what is on an image. */
export const classifiers: Readonly<Record<string, Classifier>> = byName([lenet, lenetModified]);

/** The models that encode images and generate them. */
export const vaes: Readonly<Record<string, Vae>> = byName([vae]);

/** The models of the collection, by the name that `--model` takes. */
export const models: Readonly<Record<string, Classifier | Vae>> = { ...classifiers, ...vaes };

/**
 * Those, and the steps between LeNet and its modified form, which only experiments are made with.
 */
export const trainable: Readonly<Record<string, Classifier | Vae>> = {
  ...models,
  ...byName(lenetVariants),
};
