// This module is browser compatible.
import { WeftError } from "../error.ts";

/**
 * Shows what went wrong, where it went wrong, in words: what could not be done and what to do next.
 *
 * @param place The element that is filled with the message; it is announced to screen readers.
 * @param error What was thrown.
 *
 * @example
 * ```ts ignore
 * assets.images().catch((error) => showProblem(panel.querySelector(".problem"), error));
 * ```
 */
export function showProblem(place: Element, error: unknown): void {
  const box = document.createElement("div");
  box.className = "problem";
  box.setAttribute("role", "alert");
  const [message, hint] = error instanceof WeftError
    ? [error.message, error.hint]
    : [`This did not work: ${error instanceof Error ? error.message : error}`, "Reload the page"];
  for (const [name, text] of [["message", message], ["hint", hint]] as const) {
    const line = document.createElement("p");
    line.className = name;
    line.textContent = /[.?!]$/.test(text) ? text : `${text}.`;
    box.append(line);
  }
  place.replaceChildren(box);
}
