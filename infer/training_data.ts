import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FoundModel } from "./find_model.ts";

/** What `--data` and `--unverified` must be to get the images that a model was trained and tested on. */
export interface TrainingData {
  readonly data: string;
  readonly unverified: boolean;
}

/**
 * Reads off a run's config.json which data it was trained on. A model that lies in no run, or one whose configuration
 * does not say, gets `auto`.
 *
 * @example
 * ```ts
 * const { data } = await trainingData({ path: "nowhere/model.onnx", name: "nowhere" });
 * console.assert(data === "auto");
 * ```
 */
export async function trainingData({ path }: FoundModel): Promise<TrainingData> {
  try {
    const text = await readFile(join(dirname(path), "config.json"), "utf8");
    const { data, synthetic, verified } = JSON.parse(text).dataset;
    if (synthetic === true) return { data: "synthetic", unverified: false };
    if (typeof data === "string") return { data, unverified: verified === false };
  } catch {
    // no run, or not one that weft wrote: nothing is known
  }
  return { data: "auto", unverified: false };
}
