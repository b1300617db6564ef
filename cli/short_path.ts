import { relative } from "node:path";
import process from "node:process";

/**
 * Shortens a path for messages: relative to the current folder, where it is below it.
 *
 * @example
 * ```ts
 * console.assert(shortPath(`${Deno.cwd()}/runs/a`) === "runs/a");
 * console.assert(shortPath("/elsewhere/a") === "/elsewhere/a");
 * ```
 */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
