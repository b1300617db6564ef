import { join } from "node:path";
import { buildPackage } from "../../commands/build_npm/build.ts";
import project from "../../deno.json" with { type: "json" };
import { ROOT } from "../../root.ts";

/** A folder that has its own package.json and node_modules. */
export interface Project {
  /**
   * Runs a program of an installed package, or `node`; returns what it printed, and throws that
   * where it fails.
   */
  run(program: string, ...args: string[]): Promise<string>;
}

/** Whether Node's npm is installed. */
export async function hasNpm(): Promise<boolean> {
  try {
    return (await new Deno.Command("npm", { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Builds the package into `npm/` below a folder and packs it, as `npm publish` would; returns the
 * path of the tarball.
 */
export async function packPackage(folder: string): Promise<string> {
  await buildPackage(join(folder, "npm"));
  return join(folder, (await output(folder, "npm", "pack", "--silent", "./npm")).trim());
}

/**
 * Makes a project and installs packages into it, from npm's cache where they are there. Install
 * scripts do not run: that of onnxruntime-node downloads CUDA's libraries, which no test here
 * needs.
 *
 * @param folder Where to make it.
 * @param packages Names with versions, and paths of tarballs.
 * @param files The project's own files by path.
 */
export async function installProject(
  folder: string,
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Project> {
  await Deno.mkdir(join(folder, "src"), { recursive: true });
  const all = { "package.json": '{ "private": true, "type": "module" }', ...files };
  for (const [path, text] of Object.entries(all)) {
    await Deno.writeTextFile(join(folder, path), text);
  }
  const options = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await output(folder, "npm", "install", ...options, ...packages);
  return {
    run: (program, ...args) =>
      output(folder, program === "node" ? program : `node_modules/.bin/${program}`, ...args),
  };
}

/** tfjs takes long to install; the repository's has its own dependencies beside it. */
export async function linkTfjs(folder: string): Promise<void> {
  const tfjs = await Deno.realPath(join(ROOT, "node_modules/@tensorflow/tfjs"));
  await Deno.mkdir(join(folder, "node_modules/@tensorflow"));
  await Deno.symlink(tfjs, join(folder, "node_modules/@tensorflow/tfjs"));
}

/** A package that the repository uses too, with its version there. */
export function pinned(name: keyof typeof project.imports): string {
  return project.imports[name].slice("npm:".length);
}

/** Sources of `consumers/` by their paths in a project. */
export async function consumers(...names: string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of names) {
    const source = new URL(`./consumers/${name}`, import.meta.url);
    files[`src/${name}`] = await Deno.readTextFile(source);
  }
  return files;
}

/** Runs a program in a folder; returns what it printed, and throws that where it fails. */
export async function output(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(
    program.startsWith("node_modules/") ? join(cwd, program) : program,
    { args, cwd, env: { NO_COLOR: "1" } },
  ).output();
  const text = new TextDecoder();
  if (success) return text.decode(stdout);
  const words = text.decode(stdout) + text.decode(stderr);
  throw new Error(`${[program, ...args].join(" ")} failed in ${cwd}:\n${words}`);
}
