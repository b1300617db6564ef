import { classifiers, lenetVariants, vaes } from "../models/mod.ts";
import { classifierTraining } from "./classifier/training.ts";
import type { Training } from "./training.ts";
import { vaeTraining } from "./vae/training.ts";

/** The training of each model of the registry, by the name that `--model` takes. */
export const trainings: Readonly<Record<string, Training>> = Object.fromEntries([
  ...[...Object.values(classifiers), ...lenetVariants]
    .map((model): [string, Training] => [model.name, classifierTraining(model)]),
  ...Object.values(vaes).map((model): [string, Training] => [model.name, vaeTraining(model)]),
]);
