import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FoundModel } from "./find_model.ts";

/**
 * What figures call a model: the title that the zoo or its run's summary.json gives it, else the name in the file's metadata, else
 * the name that it was found by.
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
    // no run, or one that is not finished: the file itself has a name
  }
  return metadata.model ?? found.name;
}
