import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFlagToRepeat } from "../../data/origin.ts";
import type { FoundModel } from "./find_model.ts";

/** The values of `--data` and `--unverified` that read the data set of a run. */
export interface TrainingData {
  readonly data: string;
  readonly unverified: boolean;
}

/**
 * Reads the data set of a run from its config.json. A model without a run, or whose run does not
 * name its data, gets `auto`.
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
    // there is no run, or weft did not write it
  }
  return { data: "auto", unverified: false };
}
