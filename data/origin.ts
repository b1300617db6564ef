import { stat } from "node:fs/promises";

/** The origin of a data set, as a run records it. */
export interface DataOrigin {
  /** The value of `--data`. */
  readonly data: string;
  /** The folder of the files, or a description of the synthetic set. */
  readonly source: string;
  readonly synthetic: boolean;
}

/**
 * Returns the value of `--data` that reads the same images again. For `auto` it is the folder that
 * was found, if it still exists, or `synthetic`: the environment may have changed since.
 *
 * @example
 * ```ts
 * const origin = { data: "auto", source: "drawn by code, seed 1", synthetic: true };
 * console.assert(await dataFlagToRepeat(origin) === "synthetic");
 * ```
 */
export async function dataFlagToRepeat({ data, source, synthetic }: DataOrigin): Promise<string> {
  if (synthetic) return "synthetic";
  if (data !== "auto") return data;
  const isThere = await stat(source).then((entry) => entry.isDirectory(), () => false);
  return isThere ? source : "auto";
}
