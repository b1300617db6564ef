import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FoundModel } from "./find_model.ts";

/**
 * What figures call a model: the title that its run's summary.json gives it, else the name in the file's metadata, else
 * the name that it was found by.
 *
 * @example
 * ```ts
 * const title = await modelTitle({ path: "nowhere/model.onnx", name: "nowhere" }, { model: "lenet" });
 * console.assert(title === "lenet");
 * ```
 */
export async function modelTitle(
  { path, name }: FoundModel,
  metadata: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    const { title } = JSON.parse(await readFile(join(dirname(path), "summary.json"), "utf8"));
    if (typeof title === "string" && title !== "") return title;
  } catch {
    // no run, or one that is not finished: the file itself has a name
  }
  return metadata.model ?? name;
}
