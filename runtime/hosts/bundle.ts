import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { ROOT } from "../../root.ts";

/**
 * Bundles a module and all that it needs as one minified ES module for browsers.
 *
 * @param entry Its path below the root of the repository.
 * @param folder Where to write the bundle.
 * @returns The path of the bundle.
 * @throws {WeftError} `runtime` with what the bundler says.
 */
export async function bundleForBrowsers(entry: string, folder: string): Promise<string> {
  const file = join(folder, "bundle.mjs");
  await bundle(["--platform", "browser", "--minify", "--output", file], entry);
  return file;
}

/** What stays outside a bundle for Node: it finds its own files. */
const PACKAGES = ["onnxruntime-node", "onnxruntime-web"];

/**
 * Bundles a module for Node, as it would lie in a package: beside node_modules, its folder beside
 * models/zoo.
 *
 * @param entry Its path below the root of the repository.
 * @param folder An empty folder.
 * @returns The path of the bundle.
 * @throws {WeftError} `runtime` with what the bundler says.
 */
export async function bundleForNode(entry: string, folder: string): Promise<string> {
  const file = join(folder, "node", "bundle.mjs");
  await bundle([...PACKAGES.flatMap((name) => ["--external", name]), "--output", file], entry);
  await Deno.symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await Deno.symlink(join(ROOT, "models"), join(folder, "models"));
  return file;
}

async function bundle(options: readonly string[], entry: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("deno", {
    args: ["bundle", "--quiet", ...options, join(ROOT, entry)],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return;
  const text = new TextDecoder().decode(stderr).trim();
  throw new WeftError("runtime", `Cannot bundle ${entry}: ${text}`, "Run deno install");
}
