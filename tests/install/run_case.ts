import { fileURLToPath } from "node:url";
import { installProject, linkTfjs } from "../npm_package/project.ts";
import { readSite } from "../npm_package/site.ts";
import type { InstallCase } from "./cases.ts";
import { runLine } from "./checks.ts";

/** The folder of the projects. */
const PROJECTS = new URL("./projects/", import.meta.url);

/**
 * Makes the project of a case, installs its packages, and runs it.
 *
 * @param tarball The path of weft's packed package.
 * @throws {Error} With what a command printed, or with what the project shows instead.
 */
export async function runCase(
  { project, packages = [], scripts = [], tfjs, build = [], check, shows }: InstallCase,
  tarball: string,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "weft-install-" });
  try {
    await installProject(folder, [tarball, ...packages], await filesOf(project));
    for (const name of scripts) await runLine(folder, ["npm", "rebuild", name]);
    if (tfjs) await linkTfjs(folder);
    for (const line of build) await runLine(folder, line);
    const shown = await check(folder);
    if (!shown.includes(shows)) throw new Error(`Expected ${shows}, but it shows:\n${shown}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Reads the files of a project, and the module that all of them share. */
async function filesOf(project: string): Promise<Record<string, string>> {
  const shared = "classify_sandal.js";
  const files: Record<string, string> = {
    [shared]: await Deno.readTextFile(new URL(shared, PROJECTS)),
  };
  const own = await readSite(fileURLToPath(new URL(project, PROJECTS)));
  for (const [path, bytes] of Object.entries(own)) files[path] = new TextDecoder().decode(bytes);
  return files;
}
