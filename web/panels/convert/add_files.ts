// This module is browser compatible.
import type { GivenFile } from "./find_model.ts";

const isJson = ({ path }: GivenFile) => path.toLowerCase().endsWith(".json");
const isHidden = ({ path }: GivenFile) => /(^|\/)\./.test(path);

/**
 * Adds files to those that the user gave before. A file replaces an older one of its path; a file
 * that comes without a folder replaces the one of its name in any folder. A second JSON file starts
 * another model. Hidden files, such as those that macOS adds to folders, are left out.
 *
 * @example
 * ```ts
 * const file = new Blob();
 * const first = addFiles([], [{ path: "cat/model.json", file }, { path: "cat/a.bin", file }]);
 * console.assert(addFiles(first, [{ path: "a.bin", file }]).length === 2);
 * console.assert(addFiles(first, [{ path: "model.json", file }]).length === 1);
 * ```
 */
export function addFiles(
  known: readonly GivenFile[],
  added: readonly GivenFile[],
): readonly GivenFile[] {
  const visible = added.filter((file) => !isHidden(file));
  if (visible.some(isJson) && known.some(isJson)) return visible;
  const replaced = ({ path }: GivenFile) =>
    visible.some((file) =>
      path === file.path || !file.path.includes("/") && path.endsWith(`/${file.path}`)
    );
  return [...known.filter((file) => !replaced(file)), ...visible];
}
