import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../../cli/testing/folder.ts";
import { hashesOf } from "../../tests/hashes.ts";
import { ARCHIVE, writeOutputs } from "./write_outputs.ts";
import { zip } from "./zip.ts";

const set = (files: Record<string, string>) =>
  Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }));

const never = new AbortController().signal;
const OLD = { "index.html": "old", "images/a.svg": "a", "images/more/b.svg": "b" };
const NEW = { "index.html": "new", "c.csv": "c" };

/** The names in a folder, sorted. */
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("writeOutputs() replaces the earlier outputs whole, with the folders that are empty", () =>
  inFolder(async (folder) => {
    const out = join(folder, "new", "out");
    await writeOutputs(out, set(OLD), never);
    assert.deepEqual(names(out), ["images", "index.html", ARCHIVE]);
    await writeOutputs(out, set(NEW), never);
    assert.deepEqual(names(out), ["c.csv", "index.html", ARCHIVE]);
    assert.equal(await Deno.readTextFile(join(out, "index.html")), "new");
  }));

Deno.test("writeOutputs() repairs outputs of which files are missing", () =>
  inFolder(async (folder) => {
    await writeOutputs(folder, set(OLD), never);
    await Deno.remove(join(folder, "index.html"));
    await writeOutputs(folder, set(NEW), never);
    assert.deepEqual(names(folder), ["c.csv", "index.html", ARCHIVE]);
  }));

Deno.test("writeOutputs() neither removes nor replaces a file of the user", () =>
  inFolder(async (folder) => {
    const refused = async (out: string, path: string) => {
      const before = hashesOf(out);
      await assert.rejects(
        writeOutputs(out, set(NEW), never),
        {
          message: `Cannot write ${join(out, path)}: a file is there that weft did not write, ` +
            "or that was changed since",
        },
      );
      assert.deepEqual(hashesOf(out), before);
    };
    const foreign = join(folder, "foreign");
    await Deno.mkdir(foreign);
    await Deno.writeTextFile(join(foreign, "index.html"), "mine");
    await refused(foreign, "index.html");

    const changed = join(folder, "changed");
    await writeOutputs(changed, set(OLD), never);
    await Deno.writeTextFile(join(changed, "index.html"), "OLD");
    await refused(changed, "index.html");

    const archive = join(folder, "archive");
    await Deno.mkdir(archive);
    await Deno.writeFile(join(archive, ARCHIVE), await zip(set(OLD)));
    await refused(archive, ARCHIVE);

    const kept = join(folder, "kept");
    await writeOutputs(kept, set(OLD), never);
    await Deno.writeTextFile(join(kept, "images", "a.svg"), "A");
    await writeOutputs(kept, set(NEW), never);
    assert.deepEqual(names(kept), ["c.csv", "images", "index.html", ARCHIVE]);
    assert.deepEqual(names(join(kept, "images")), ["a.svg"]);
  }));

Deno.test("writeOutputs() removes nothing outside the folder, whatever its archive lists", () =>
  inFolder(async (folder) => {
    const outside = join(folder, "outside.txt");
    await Deno.writeTextFile(outside, "mine");
    const paths = ["../outside.txt", "images/../../outside.txt", outside];
    for (const [i, path] of paths.entries()) {
      const out = join(folder, `out${i}`);
      await Deno.mkdir(out);
      const bytes = await zip(set({ [path]: "mine" }), { comment: "Written by deno task infer" });
      await Deno.writeFile(join(out, ARCHIVE), bytes);
      await writeOutputs(out, set(NEW), never);
      assert.equal(await Deno.readTextFile(outside), "mine", path);
    }
  }));

Deno.test("writeOutputs() changes nothing when it is stopped or cannot write", () =>
  inFolder(async (folder) => {
    await writeOutputs(folder, set(OLD), never);
    const before = hashesOf(folder);
    await assert.rejects(writeOutputs(folder, set(NEW), AbortSignal.abort("stopped")), /stopped/);
    await assert.rejects(writeOutputs(folder, set({ [`${"x".repeat(300)}`]: "" }), never), /name/);
    assert.deepEqual(hashesOf(folder), before);
    assert.deepEqual(names(folder), ["images", "index.html", ARCHIVE]);
  }));
