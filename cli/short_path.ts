import { relative } from "node:path";
import process from "node:process";

/**
 * A path as people read it: from where they are, if it is below.
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
