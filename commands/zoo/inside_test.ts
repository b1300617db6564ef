import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../../cli/testing/folder.ts";
import { readInside, writeInside } from "./inside.ts";

const OUTSIDE = { name: "WeftError", code: "file", message: /it is outside/ };

/** Runs a test in a folder with an inner folder, beside a file and a folder. */
const withFolders = (test: (inner: string) => Promise<void>) =>
  inFolder(async (folder) => {
    const inner = join(folder, "inner");
    await Deno.mkdir(inner);
    await Deno.mkdir(join(folder, "beside"));
    await Deno.writeTextFile(join(folder, "secret.txt"), "secret");
    await test(inner);
  });

const textOf = async (folder: string, path: string) => {
  const bytes = await readInside(folder, path);
  return bytes && new TextDecoder().decode(bytes);
};

Deno.test("a file is written into new folders and read again, and is missing before", () =>
  withFolders(async (inner) => {
    for (const path of ["a.txt", "b/c.txt", "b/d/e.txt", "..name/f.txt", "..g"]) {
      assert.equal(await textOf(inner, path), undefined, path);
      await writeInside(inner, path, path);
      assert.equal(await textOf(inner, path), path);
    }
    await writeInside(join(inner, "new"), "a.txt", "in a new folder");
    assert.equal(await textOf(inner, "new/a.txt"), "in a new folder");
  }));

Deno.test("a path or a link that leads out is refused", () =>
  withFolders(async (inner) => {
    await Deno.symlink("../secret.txt", join(inner, "link.txt"));
    await Deno.symlink("../beside", join(inner, "folder"));
    await Deno.symlink("..", join(inner, "up"));
    for (const path of ["link.txt", "../secret.txt", "up/secret.txt", "up"]) {
      await assert.rejects(readInside(inner, path), OUTSIDE, path);
    }
    for (const path of ["folder/a.txt", "folder/b/a.txt", "up/a.txt"]) {
      await assert.rejects(writeInside(inner, path, "x"), OUTSIDE, path);
    }
    assert.deepEqual([...Deno.readDirSync(join(inner, "../beside"))], []);
  }));

Deno.test("a link within the folder is followed", () =>
  withFolders(async (inner) => {
    await writeInside(inner, "b/a.txt", "inside");
    await Deno.symlink("b", join(inner, "link"));
    assert.equal(await textOf(inner, "link/a.txt"), "inside");
    await writeInside(inner, "link/c.txt", "too");
    assert.equal(await textOf(inner, "b/c.txt"), "too");
  }));

Deno.test("what is no file cannot be read", () =>
  withFolders(async (inner) => {
    await writeInside(inner, "b/a.txt", "inside");
    await assert.rejects(readInside(inner, "b"), { name: "WeftError", message: /Cannot read/ });
    await assert.rejects(readInside(inner, "b/a.txt/c"), { name: "WeftError" });
  }));
