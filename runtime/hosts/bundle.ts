import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { ROOT } from "../../root.ts";
import { hostCommand } from "./host_command.ts";

/**
 * Bundles a module and its imports as one minified ES module for browsers.
 *
 * @param entry The path of the module, relative to the root of the repository.
 * @param folder The folder for the bundle.
 * @returns The path of the bundle.
 * @throws {WeftError} `runtime` with the message of the bundler.
 */
export async function bundleForBrowsers(entry: string, folder: string): Promise<string> {
  const file = join(folder, "bundle.mjs");
  await bundle(["--platform", "browser", "--minify", "--output", file], entry);
  return file;
}

/** The packages that stay outside a bundle for Node, because they find their files themselves. */
const PACKAGES = ["onnxruntime-node", "onnxruntime-web"];

/**
 * Bundles a module for Node, in a folder with links to node_modules and models as in the npm
 * package.
 *
 * @param entry The path of the module, relative to the root of the repository.
 * @param folder An empty folder.
 * @returns The path of the bundle.
 * @throws {WeftError} `runtime` with the message of the bundler.
 */
export async function bundleForNode(entry: string, folder: string): Promise<string> {
  const file = join(folder, "node", "bundle.mjs");
  await bundle([...PACKAGES.flatMap((name) => ["--external", name]), "--output", file], entry);
  await Deno.symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await Deno.symlink(join(ROOT, "models"), join(folder, "models"));
  return file;
}

async function bundle(options: readonly string[], entry: string): Promise<void> {
  const { success, stderr } = await hostCommand(
    "deno",
    ["bundle", "--quiet", ...options, join(ROOT, entry)],
    { cwd: ROOT, env: { NO_COLOR: "1" } },
  ).output();
  if (success) return;
  const text = new TextDecoder().decode(stderr).trim();
  throw new WeftError("runtime", `Cannot bundle ${entry}: ${text}`, "Run deno install");
}
