// This module is browser compatible.

import { lenet } from "./lenet.ts";
import { lenetModified } from "./lenet_modified.ts";
import type { Classifier } from "./model.ts";

export type { Classifier, ClassifierOptions } from "./model.ts";

/** Every model that can be trained, by the name that `--model` takes. */
export const models: Readonly<Record<string, Classifier>> = Object.fromEntries(
  [lenet, lenetModified].map((model) => [model.name, model]),
);
