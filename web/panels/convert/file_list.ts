// This module is browser compatible.
import { element } from "../element.ts";
import type { ModelFile } from "./find_model.ts";
import { bytesText } from "./texts.ts";

/** The number of files that are listed; a large model may have hundreds. */
const LISTED = 8;

/**
 * Lists the files of a model, the missing ones first.
 *
 * @param files Undefined when there is no model.json.
 */
export function fileList(files: readonly ModelFile[] | undefined): HTMLElement {
  const list = files ?? [{ name: "model.json", bytes: undefined }];
  const missing = list.filter(({ bytes }) => bytes === undefined);
  const present = list.filter(({ bytes }) => bytes !== undefined);
  const listed = [...missing, ...present].slice(0, LISTED);
  const rows = listed.map(({ name, bytes }) =>
    element(
      "li",
      { class: bytes === undefined ? "is-missing" : undefined },
      element("span", { class: "name" }, name),
      element("span", { class: "size" }, bytes === undefined ? "missing" : bytesText(bytes)),
    )
  );
  const rest = list.length - listed.length;
  const more = rest > 0 ? [element("li", { class: "more" }, `and ${rest} more`)] : [];
  return element(
    "section",
    { "aria-label": "Files of the model" },
    element("ul", {}, ...rows, ...more),
    element("p", { class: missing.length > 0 ? "notice" : "note" }, filesText(files)),
  );
}

/** Says which files are missing, or that all are there. */
export function filesText(files: readonly ModelFile[] | undefined): string {
  if (!files) return "Add the model.json: it names the other files.";
  const missing = files.filter(({ bytes }) => bytes === undefined);
  if (missing.length === 0) {
    const total = files.reduce((sum, { bytes }) => sum + bytes!, 0);
    return `${files.length === 1 ? "One file" : `All ${files.length} files`}, ${bytesText(total)}.`;
  }
  const names = missing.slice(0, 3).map(({ name }) => name).join(", ");
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
  return `Add ${names}${more}: ${files[0]!.name} names ${missing.length === 1 ? "it" : "them"}.`;
}
