import { classifiers, lenetVariants, vaes } from "../models/mod.ts";
import { classifierTask } from "./classifier/task.ts";
import type { Task } from "./task.ts";
import { vaeTask } from "./vae/task.ts";

/** What each model is trained to do, by the name that `--model` takes. */
export const tasks: Readonly<Record<string, Task>> = Object.fromEntries([
  ...[...Object.values(classifiers), ...lenetVariants]
    .map((model): [string, Task] => [model.name, classifierTask(model)]),
  ...Object.values(vaes).map((model): [string, Task] => [model.name, vaeTask(model)]),
]);
