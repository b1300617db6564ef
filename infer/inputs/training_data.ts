import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFlagToRepeat } from "../../data/origin.ts";
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
 * const { data } = await trainingData({ folder: "nowhere" });
 * console.assert(data === "auto");
 * ```
 */
export async function trainingData({ folder }: Pick<FoundModel, "folder">): Promise<TrainingData> {
  try {
    const text = await readFile(join(folder, "config.json"), "utf8");
    const { data, source, synthetic, verified } = JSON.parse(text).dataset;
    if (typeof data === "string") {
      const again = await dataFlagToRepeat({
        data,
        source: String(source),
        synthetic: synthetic === true,
      });
      return { data: again, unverified: verified === false && synthetic !== true };
    }
  } catch {
    // no run, or not one that weft wrote: nothing is known
  }
  return { data: "auto", unverified: false };
}
