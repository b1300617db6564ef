// This module is browser compatible.
import { WeftError } from "../error.ts";

/**
 * Shows an error in the page: what could not be done, and the next step.
 *
 * @param place The element that receives the message; screen readers announce it.
 * @param error The value that was thrown.
 *
 * @example
 * ```ts ignore
 * assets.images().catch((error) => showProblem(panel.querySelector(".problem"), error));
 * ```
 */
export function showProblem(place: Element, error: unknown): void {
  const alert = document.createElement("div");
  alert.className = "problem";
  alert.setAttribute("role", "alert");
  const [message, hint] = error instanceof WeftError
    ? [error.message, error.hint]
    : [`This did not work: ${error instanceof Error ? error.message : error}`, "Reload the page"];
  for (const [name, text] of [["message", message], ["hint", hint]] as const) {
    const line = document.createElement("p");
    line.className = name;
    line.textContent = /[.?!]$/.test(text) ? text : `${text}.`;
    alert.append(line);
  }
  place.replaceChildren(alert);
}
