import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FoundModel } from "./find_model.ts";

/**
 * Finds the title of a model for figures: the title in the zoo or in the run's summary.json, else
 * `model` of the file's metadata, else the name that the model was found by.
 *
 * @example
 * ```ts
 * const title = await modelTitle({ name: "nowhere", folder: "nowhere" }, { model: "lenet" });
 * console.assert(title === "lenet");
 * ```
 */
export async function modelTitle(
  found: Pick<FoundModel, "name" | "folder" | "title">,
  metadata: Readonly<Record<string, string>>,
): Promise<string> {
  if (found.title !== undefined) return found.title;
  try {
    const { title } = JSON.parse(await readFile(join(found.folder, "summary.json"), "utf8"));
    if (typeof title === "string" && title !== "") return title;
  } catch {
    // there is no run, or it is not finished
  }
  return metadata.model ?? found.name;
}
