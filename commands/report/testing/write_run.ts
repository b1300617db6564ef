/**
 * Folders of finished runs. For tests only.
 *
 * @module
 */

import { join } from "node:path";
import type { ClassifierConfig } from "../../../train/config.ts";

/** Writes a finished run of a classifier; `validation` is its accuracy after each epoch. */
export async function writeRun(
  runs: string,
  config: ClassifierConfig,
  model: Uint8Array,
  accuracy: number,
  validation: readonly number[] = [],
): Promise<void> {
  const folder = join(runs, `${config.model}-${config.seed}`);
  const metrics = validation.map((value, i) => ({
    ...{ epoch: i + 1, step: i + 1, seconds: i + 1, lr: 0.001 },
    ...{ train: { loss: 1, accuracy: value }, val: { loss: 1, accuracy: value } },
  }));
  const texts = {
    "config.json": JSON.stringify(config),
    "metrics.jsonl": metrics.map((line) => `${JSON.stringify(line)}\n`).join(""),
    "summary.json": JSON.stringify({ model: config.model, parameters: 7, test: { accuracy } }),
  };
  await Deno.mkdir(folder);
  await Deno.writeFile(join(folder, "model.onnx"), model);
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
}
