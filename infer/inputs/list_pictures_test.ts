import assert from "node:assert/strict";
import { join } from "node:path";
import { listPictures } from "./list_pictures.ts";
import { needs } from "../../tests/needs.ts";

/** A folder with empty files; a name that ends in `/` is a folder. */
async function withFolder(
  names: readonly string[],
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of names) {
      if (name.endsWith("/")) await Deno.mkdir(join(folder, name), { recursive: true });
      else await Deno.writeFile(join(folder, name), new Uint8Array(0));
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The paths below a folder. */
const below = (folder: string, paths: readonly string[]) =>
  paths.map((path) => path.slice(folder.length + 1));

const CLUTTER = ["._a.png", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/", "@eaDir/"];

Deno.test("listPictures() lists pictures by name, and skips what systems leave without a word", () =>
  withFolder(
    ["b.JPG", "a.png", "c.gif", "d.jpeg", "e.WebP", "notes.txt", ...CLUTTER],
    async (folder) => {
      const { files, problems, notices } = await listPictures(folder, false);
      assert.deepEqual(below(folder, files), ["a.png", "b.JPG", "c.gif", "d.jpeg", "e.WebP"]);
      assert.deepEqual([problems, notices], [[], []]);
    },
  ));

Deno.test("listPictures() names formats that are not read, and subfolders", () =>
  withFolder(
    ["a.png", "b.avif", "c.AVIF", "d.heic", "one/", "two/", "three/", "four/", ".git/"],
    async (folder) => {
      const { notices } = await listPictures(folder, false);
      assert.deepEqual(notices, [
        `${folder} has pictures in formats that are not read (2 AVIF, 1 HEIC): convert them to PNG`,
        `${folder} has subfolders (four, one, three and 1 more): add --recursive to read them too`,
      ]);
    },
  ));

Deno.test("listPictures() says where the pictures of a folder without any may be", () =>
  withFolder(["summer/", "winter/", "summer/a.png", "b.avif", "._c.png"], async (folder) => {
    await assert.rejects(listPictures(folder, false), {
      code: "data",
      message: `Cannot read ${folder}: the folder has no images`,
      hint: /1 AVIF.*subfolders \(summer, winter\): add --recursive/,
    });
    await assert.rejects(listPictures(join(folder, "winter"), true), { hint: /^Give a folder/ });
  }));

Deno.test("listPictures() lists subfolders on request, each once", () =>
  withFolder(
    ["b.png", "a/", "a/z.png", "a/deep/", "a/deep/y.jpg", "c.png/", "c.png/x.gif", ".git/"],
    async (folder) => {
      await Deno.symlink(folder, join(folder, "a", "loop"));
      const { files, problems, notices } = await listPictures(folder, true);
      assert.deepEqual(below(folder, files), ["b.png", "a/z.png", "a/deep/y.jpg", "c.png/x.gif"]);
      assert.deepEqual([problems, notices], [[], []]);
    },
  ));

Deno.test({
  name: "listPictures() reports a folder, a dangling link and a pipe with a picture's name",
  ...needs("Unix", "mkfifo"),
  fn: () =>
    withFolder(["a.png", "b.png/", "e.png"], async (folder) => {
      await Deno.symlink(join(folder, "nowhere"), join(folder, "c.png"));
      await Deno.symlink(join(folder, "e.png"), join(folder, "f.png"));
      await new Deno.Command("mkfifo", { args: [join(folder, "d.png")] }).output();
      const { files, problems } = await listPictures(folder, false);
      assert.deepEqual(below(folder, files), ["a.png", "e.png", "f.png"]);
      assert.deepEqual(problems.map(({ message }) => message), [
        `Cannot read ${folder}/b.png: it is a folder`,
        `Cannot read ${folder}/c.png: it is a link to nothing`,
        `Cannot read ${folder}/d.png: it is a pipe or a device, not a file`,
      ]);
    }),
});

Deno.test("listPictures() takes a file as it is, whatever its name", () =>
  withFolder(["data.bin"], async (folder) => {
    const path = join(folder, "data.bin");
    assert.deepEqual((await listPictures(path, false)).files, [path]);
    await assert.rejects(listPictures(`${path}.png`, false), {
      message: /no such file or folder$/,
    });
  }));
