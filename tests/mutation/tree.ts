import { cp, link, mkdir, mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "../../root.ts";

/** The folder of the copies. Git, the formatter and the linter leave it out. */
const COPIES = join(ROOT, ".cache", "mutation");

/** A copy of the repository's files, with what is not committed yet. */
export interface Tree {
  readonly folder: string;
  /** Removes the copy. */
  close(): Promise<void>;
}

/**
 * Copies the files that git knows or would add. The packages are hard links to those of the
 * repository: a link to the folder would lead out of what commands may load.
 */
export async function copyTree(): Promise<Tree> {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await new Deno.Command("git", { args, cwd: ROOT }).output();
  const files = new TextDecoder().decode(stdout).split("\0").filter((file) => file !== "");
  await mkdir(COPIES, { recursive: true });
  const folder = await mkdtemp(join(COPIES, "copy-"));
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    // A file that was removed and not committed is still in git's list.
    await cp(join(ROOT, file), join(folder, file)).catch(ignoreMissing);
  }
  await linkFolder(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return { folder, close: () => rm(folder, { recursive: true }) };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** Makes a folder whose files are hard links to those of another, and its symbolic links equal. */
async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkFolder(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target);
  }
}
