import { stat } from "node:fs/promises";

/** What a run remembers of the data set that it was trained on. */
export interface DataOrigin {
  /** What `--data` was. */
  readonly data: string;
  /** The folder that was found, or how the images were made. */
  readonly source: string;
  readonly synthetic: boolean;
}

/**
 * What `--data` must be to get the same images again. With `auto` that is the folder that was found then, if it is still
 * there: the environment may have changed, or the synthetic set may have stood in.
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
  const there = await stat(source).then((entry) => entry.isDirectory(), () => false);
  return there ? source : "auto";
}
