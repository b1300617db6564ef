import { join } from "node:path";
import { ROOT, say } from "./command.ts";

/**
 * Bundles a module of the tests and all that it needs as one minified ES module for browsers.
 *
 * @param entry Its path below the root of the repository.
 * @param folder Where to write the bundle.
 * @returns The path of the bundle.
 */
export async function bundleForBrowsers(entry: string, folder: string): Promise<string> {
  const file = join(folder, "bundle.mjs");
  const options = ["--quiet", "--platform", "browser", "--minify", "--output", file];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", ...options, join(ROOT, entry)],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return file;
}

/**
 * Runs code in Node that prints a value as JSON.
 *
 * @param code The code; `process.argv[1]` is the argument.
 * @returns The value; `undefined` where Node is not installed.
 */
export async function runInNode(code: string, argument: string): Promise<unknown> {
  const node = new Deno.Command("node", { args: ["-e", code, argument], stderr: "inherit" });
  try {
    return JSON.parse(new TextDecoder().decode((await node.output()).stdout));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Says that an engine is not here; in CI Node and Chromium have to be. */
export function skipEngine(engine: string): void {
  if (Deno.env.get("CI") === "true" && /^(Node|Chromium)/.test(engine)) {
    throw new Error(`${engine} is not installed`);
  }
  say(`skipped, ${engine} is not installed`);
}
