import { dirname, join } from "node:path";
import { buildPackage } from "../../commands/build_npm/build.ts";
import project from "../../deno.json" with { type: "json" };
import { ROOT } from "../../root.ts";

/** A folder that has its own package.json and node_modules. */
export interface Project {
  /** Runs `node` or a program of an installed package. Returns its output or throws it. */
  run(program: string, ...args: string[]): Promise<string>;
}

/**
 * Builds the package into `npm/` below a folder and packs it, as `npm publish` does.
 *
 * @returns The path of the tarball.
 */
export async function packPackage(folder: string): Promise<string> {
  await buildPackage(join(folder, "npm"));
  return join(folder, (await output(folder, "npm", "pack", "--silent", "./npm")).trim());
}

/**
 * Makes a project and installs packages into it, from npm's cache if it has them. Install scripts
 * do not run: onnxruntime-node's downloads CUDA's libraries, which no test here needs.
 *
 * @param folder The project's folder, which is created.
 * @param packages Names with versions, and paths of tarballs.
 * @param files The project's own files by path.
 */
export async function installProject(
  folder: string,
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Project> {
  const all = { "package.json": '{ "private": true, "type": "module" }', ...files };
  for (const [path, text] of Object.entries(all)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
  const options = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await output(folder, "npm", "install", ...options, ...packages);
  return {
    run: (program, ...args) =>
      output(folder, program === "node" ? program : `node_modules/.bin/${program}`, ...args),
  };
}

/** Links the repository's tfjs into a project, because tfjs takes long to install. */
export async function linkTfjs(folder: string): Promise<void> {
  const tfjs = await Deno.realPath(join(ROOT, "node_modules/@tensorflow/tfjs"));
  await Deno.mkdir(join(folder, "node_modules/@tensorflow"));
  await Deno.symlink(tfjs, join(folder, "node_modules/@tensorflow/tfjs"));
}

/** Returns a package's name with the version that the repository uses. */
export function pinned(name: keyof typeof project.imports): string {
  return project.imports[name].slice("npm:".length);
}

/** Returns sources of `consumers/` by their paths in a project. */
export async function consumers(...names: string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of names) {
    const source = new URL(`./consumers/${name}`, import.meta.url);
    files[`src/${name}`] = await Deno.readTextFile(source);
  }
  return files;
}

/** Runs a program in a folder. Returns its output, or throws it on failure. */
export async function output(cwd: string, program: string, ...args: string[]): Promise<string> {
  return (await run(cwd, program, ...args)).stdout;
}

/** Runs a program in a folder. Returns all that it printed, or throws it on failure. */
export async function run(
  cwd: string,
  program: string,
  ...args: string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { success, ...bytes } = await new Deno.Command(
    program.startsWith("node_modules/") ? join(cwd, program) : program,
    { args, cwd, env: { NO_COLOR: "1" } },
  ).output();
  const text = new TextDecoder();
  const [stdout, stderr] = [text.decode(bytes.stdout), text.decode(bytes.stderr)];
  if (success) return { stdout, stderr };
  throw new Error(`${[program, ...args].join(" ")} failed in ${cwd}:\n${stdout}${stderr}`);
}
