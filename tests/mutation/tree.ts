import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../root.ts";

/** A copy of the repository's files, with what is not committed yet. */
export interface Tree {
  readonly folder: string;
  /** Removes the copy. */
  close(): Promise<void>;
}

/** Copies the files that git knows or would add. The packages are those of the repository. */
export async function copyTree(): Promise<Tree> {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await new Deno.Command("git", { args, cwd: ROOT }).output();
  const files = new TextDecoder().decode(stdout).split("\0").filter((file) => file !== "");
  const folder = await mkdtemp(join(tmpdir(), "weft-mutants-"));
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    // A file that was removed and not committed is still in git's list.
    await cp(join(ROOT, file), join(folder, file)).catch(ignoreMissing);
  }
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return { folder, close: () => rm(folder, { recursive: true }) };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
