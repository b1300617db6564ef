// This module is browser compatible.

import { lenet } from "./lenet.ts";
import { lenetModified } from "./lenet_modified.ts";
import type { Classifier, Vae } from "./model.ts";
import { vae } from "./vae.ts";

export type { Classifier, ClassifierOptions, Vae, VaeLayers, VaeOptions } from "./model.ts";

const byName = <Model extends { readonly name: string }>(...models: Model[]) =>
  Object.fromEntries(models.map((model) => [model.name, model]));

/** The models that name what is on an image. */
export const classifiers: Readonly<Record<string, Classifier>> = byName(lenet, lenetModified);

/** The models that encode images and generate them. */
export const vaes: Readonly<Record<string, Vae>> = byName(vae);

/** Every model that can be trained, by the name that `--model` takes. */
export const models: Readonly<Record<string, Classifier | Vae>> = { ...classifiers, ...vaes };
