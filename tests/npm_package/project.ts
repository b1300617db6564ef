import { join } from "node:path";
import { buildPackage } from "../../npm_package/build.ts";
import project from "../../deno.json" with { type: "json" };

/** A folder that has its own package.json and node_modules. */
export interface Project {
  readonly folder: string;
  /** Runs a program of an installed package, or `node`, in the folder; throws with what it printed where it fails. */
  run(program: string, ...args: string[]): Promise<string>;
}

/** Builds the npm package and packs it, as `npm publish` would; returns the path of the tarball. */
export async function packPackage(folder: string): Promise<string> {
  await buildPackage(join(folder, "npm"));
  const name = await output(folder, "npm", "pack", "--silent", "./npm");
  return join(folder, name.trim());
}

/**
 * Makes a project and installs packages from the registry or npm's cache. Install scripts do not run: that of
 * onnxruntime-node downloads CUDA's libraries, which no test here needs.
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
  const own = { "package.json": '{ "private": true, "type": "module" }', ...files };
  for (const [path, text] of Object.entries(own)) {
    await Deno.writeTextFile(join(folder, path), text);
  }
  const options = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
  await output(folder, "npm", "install", ...options, ...packages);
  return {
    folder,
    run: (program, ...args) =>
      output(
        folder,
        program === "node" ? program : join(folder, "node_modules/.bin", program),
        ...args,
      ),
  };
}

/** A package that the repository uses too, with its version there. */
export function pinned(name: keyof typeof project.imports): string {
  return project.imports[name].slice("npm:".length);
}

/** What a project is made of: the consumers by the path in it. */
export async function consumers(...names: string[]): Promise<Record<string, string>> {
  const read = (name: string) => Deno.readTextFile(new URL(`./consumers/${name}`, import.meta.url));
  const texts = await Promise.all(names.map(async (name) => [`src/${name}`, await read(name)]));
  return Object.fromEntries(texts);
}

async function output(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd }).output();
  const text = new TextDecoder();
  if (success) return text.decode(stdout);
  throw new Error(
    `${[program, ...args].join(" ")} failed:\n${text.decode(stdout)}${text.decode(stderr)}`,
  );
}
