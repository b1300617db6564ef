import { createHash } from "node:crypto";
import { join } from "node:path";
import { makeFolder } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";
import type { CorpusPackage } from "./packages.ts";

/** The folder of packed and unpacked packages. */
export function corpusFolder(): string {
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  const base = xdg || (home && join(home, ".cache"));
  if (base) return join(base, "weft", "corpus");
  throw new WeftError(
    "file",
    "Cannot find a folder to keep the corpus in: neither XDG_CACHE_HOME nor HOME is set",
    "Set XDG_CACHE_HOME to a folder",
  );
}

/** The folder of an unpacked package in the folder of the corpus. */
export function packageFolder(folder: string, { name, version }: CorpusPackage): string {
  return join(folder, `${name.replace("/", "+")}@${version}`);
}

/**
 * Packs a package from the registry that npm is configured with, checks its hash, and unpacks it.
 * A package that is there already is not packed again.
 *
 * @returns The folder with its files.
 * @throws {WeftError} `file` when npm or tar fail, or the hash differs.
 */
export async function unpack(folder: string, item: CorpusPackage): Promise<string> {
  const target = packageFolder(folder, item);
  if (await exists(target)) return target;
  await makeFolder(folder);
  const { name, version, sha512 } = item;
  const printed = await runIn(folder, "npm", ["pack", "--silent", `${name}@${version}`]);
  const packed = join(folder, printed.trim().split("\n").at(-1)!);
  try {
    const hash = createHash("sha512").update(await Deno.readFile(packed)).digest("base64");
    if (hash !== sha512) {
      throw new WeftError(
        "file",
        `Cannot use ${name}@${version}: its SHA-512 is ${hash}, not the one of packages.ts`,
        "The registry has another file under this version: look at it before you take its hash",
      );
    }
    const unfinished = `${target}.tmp`;
    await makeFolder(unfinished);
    await runIn(folder, "tar", ["-xzf", packed, "-C", unfinished]);
    await Deno.rename(unfinished, target);
  } finally {
    await Deno.remove(packed);
  }
  return target;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function runIn(cwd: string, program: string, args: string[]): Promise<string> {
  const command = new Deno.Command(program, { args, cwd, stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  if (success) return new TextDecoder().decode(stdout);
  throw new WeftError(
    "file",
    `Cannot run ${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`,
    "The corpus needs npm with a registry, and tar",
  );
}
