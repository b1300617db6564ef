import assert from "node:assert/strict";
import { join } from "node:path";
import { chooseFolder, findFiles, requireFiles } from "./find_files.ts";

const from = (variables: Record<string, string>) => (name: string) => variables[name];
const fileError = (message: RegExp) => ({ name: "WeftError", code: "file", message });

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "weft-find-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("chooseFolder() takes the named folder before everything else", () => {
  const environment = from({ FASHION_MNIST_DIR: "/env", HOME: "/home/ada" });
  assert.deepEqual(chooseFolder("mine", environment), { kind: "directory", path: "mine" });
});

Deno.test("chooseFolder() takes FASHION_MNIST_DIR before the cache", () => {
  const environment = from({ FASHION_MNIST_DIR: "/env", HOME: "/home/ada" });
  assert.deepEqual(chooseFolder("auto", environment), { kind: "environment", path: "/env" });
});

Deno.test("chooseFolder() takes the cache folder of the platform", () => {
  const home = { HOME: "/home/ada" };
  const cases: [string, Record<string, string>, string][] = [
    ["linux", home, "/home/ada/.cache/weft/fashion-mnist"],
    ["linux", { ...home, XDG_CACHE_HOME: "/fast" }, "/fast/weft/fashion-mnist"],
    ["linux", { ...home, XDG_CACHE_HOME: "relative" }, "/home/ada/.cache/weft/fashion-mnist"],
    ["linux", { ...home, FASHION_MNIST_DIR: "" }, "/home/ada/.cache/weft/fashion-mnist"],
    ["darwin", home, "/home/ada/Library/Caches/weft/fashion-mnist"],
    ["linux", { ...home, LOCALAPPDATA: "/local" }, "/home/ada/.cache/weft/fashion-mnist"],
    ["linux", { ...home, USERPROFILE: "/other" }, "/home/ada/.cache/weft/fashion-mnist"],
    ["linux", { USERPROFILE: "/profile" }, "/profile/.cache/weft/fashion-mnist"],
    ["win32", { LOCALAPPDATA: "C:\\Local" }, "C:\\Local\\weft\\fashion-mnist"],
    [
      "win32",
      { LOCALAPPDATA: "C:\\Local", USERPROFILE: "C:\\Ada" },
      "C:\\Local\\weft\\fashion-mnist",
    ],
    ["win32", { USERPROFILE: "C:\\Ada" }, "C:\\Ada\\AppData\\Local\\weft\\fashion-mnist"],
  ];
  for (const [platform, variables, path] of cases) {
    assert.deepEqual(chooseFolder("auto", from(variables), platform), { kind: "cache", path });
  }
});

Deno.test("chooseFolder() says what to set when there is no home", () => {
  for (const platform of ["linux", "darwin", "win32"]) {
    const choose = () => chooseFolder("auto", from({}), platform);
    assert.throws(choose, fileError(/neither XDG_CACHE_HOME/));
  }
});

Deno.test("findFiles() finds raw and gzipped files, raw first, and no folders", async () => {
  await inFolder(async (folder) => {
    for (const name of ["a", "a.gz", "b.gz", "other"]) {
      await Deno.writeTextFile(join(folder, name), "");
    }
    await Deno.mkdir(join(folder, "c"));
    const found = await findFiles({ kind: "directory", path: folder }, ["a", "b", "c", "d"]);
    assert.deepEqual([...found], [["a", join(folder, "a")], ["b", join(folder, "b.gz")]]);
  });
});

Deno.test("requireFiles() names every missing file and the folder", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a"), "");
    await assert.rejects(
      requireFiles({ kind: "directory", path: folder }, ["a", "b", "c"]),
      fileError(/the data folder .*weft-find-.*expected b and c, gzipped or not; it holds a$/),
    );
  });
});

Deno.test("requireFiles() names the folder and the next step by its origin", async () => {
  const official = "Name the folder that has the four official files";
  const cases = [
    ["directory", "the data folder F", `${official}, or leave --data out to search and download`],
    ["environment", "the folder F of FASHION_MNIST_DIR", `${official} in FASHION_MNIST_DIR, or un`],
    ["cache", "the cache F", "Make the folder readable and writable, or set FASHION_MNIST_DIR"],
  ] as const;
  await inFolder(async (path) => {
    for (const [kind, what, hint] of cases) {
      const error = await requireFiles({ kind, path }, ["a"]).catch((error) => error);
      assert.ok(error.message.startsWith(`Cannot read ${what.replace("F", path)}: `), kind);
      assert.ok(error.hint.startsWith(hint), error.hint);
    }
  });
});

Deno.test("findFiles() finds names with a dot, which archive programs write", async () => {
  await inFolder(async (folder) => {
    const names = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
    const files = ["t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte.gz"];
    for (const file of files) await Deno.writeTextFile(join(folder, file), "");
    const found = await findFiles({ kind: "directory", path: folder }, names);
    assert.deepEqual([...found.values()], files.map((file) => join(folder, file)));
  });
});

Deno.test("findFiles() refuses a folder that does not exist, unless it is the cache", async () => {
  const path = "/no/such/folder";
  assert.equal((await findFiles({ kind: "cache", path }, ["a"])).size, 0);
  await assert.rejects(
    findFiles({ kind: "directory", path }, ["a"]),
    fileError(/the data folder \/no\/such\/folder: no such folder/),
  );
  await assert.rejects(
    findFiles({ kind: "environment", path }, ["a"]),
    fileError(/of FASHION_MNIST_DIR: no such folder/),
  );
});

Deno.test("findFiles() refuses a file in place of a folder", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "file");
    await Deno.writeTextFile(path, "");
    await assert.rejects(
      findFiles({ kind: "directory", path }, ["a"]),
      fileError(/it is not a folder/),
    );
  });
});
