import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { addressFiles, localFiles } from "./files.ts";

/** The paths that are read; those that are not in `existing` fail. */
function recorder(existing: readonly string[]) {
  const paths: string[] = [];
  const readFile = (path: string) => {
    paths.push(path);
    return existing.includes(path)
      ? Promise.resolve(new Uint8Array())
      : Promise.reject(new Error("none"));
  };
  return { paths, readFile };
}

Deno.test("the weights lie in the folder of the model.json, with either kind of slash", async () => {
  const cases = [
    ["my/model.json", "w.bin", "my/w.bin"],
    ["model.json", "w.bin", "w.bin"],
    ["C:\\models\\my\\model.json", "w.bin", "C:\\models\\my\\w.bin"],
    ["C:\\models/my/model.json", "parts\\w.bin", "C:\\models/my/parts/w.bin"],
    ["100% done/a%20b/model.json", "w%20.bin", "100% done/a%20b/w%20.bin"],
    ["my/model.json", "parts/../w.bin", "my/parts/../w.bin"],
  ] as const;
  for (const [path, name, expected] of cases) {
    const { paths, readFile } = recorder([path, expected]);
    const files = localFiles(path, readFile);
    await files.read();
    await files.read(name);
    assert.deepEqual(paths, [path, expected]);
  }
});

Deno.test("weights outside of the folder of the model.json are not read", async () => {
  for (
    const name of [
      ...["/etc/passwd", "../w.bin", "a/../../w.bin", "..\\w.bin", "C:\\w.bin", "\\\\host\\w.bin"],
      ...["https://example.org/w.bin", "file:///w.bin"],
    ]
  ) {
    const { paths, readFile } = recorder([]);
    await assert.rejects(
      () => localFiles("my/model.json", readFile).read(name),
      (error) => error instanceof WeftError && /not in the folder/.test(error.message),
    );
    assert.deepEqual(paths, []);
  }
});

Deno.test("an address is a path as it is written, or percent-encoded", async () => {
  const read = async (address: string, existing: string) => {
    const { paths, readFile } = recorder([existing, existing.replace("model.json", "w.bin")]);
    const files = addressFiles(address, readFile);
    await files.read();
    await files.read("w.bin");
    return paths.at(-1);
  };
  assert.equal(
    await read("file://100% done/model.json", "100% done/model.json"),
    "100% done/w.bin",
  );
  assert.equal(await read("file://a%20b/model.json", "a%20b/model.json"), "a%20b/w.bin");
  assert.equal(await read("file://a%20b/model.json", "a b/model.json"), "a b/w.bin");
  await assert.rejects(() => read("file://100% gone/model.json", "other/model.json"), /none/);
});
