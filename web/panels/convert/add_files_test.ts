import assert from "node:assert/strict";
import { addFiles } from "./add_files.ts";

const file = new Blob();
const given = (...paths: string[]) => paths.map((path) => ({ path, file }));
const pathsOf = (...drops: string[][]) =>
  drops.reduce((known, paths) => addFiles(known, given(...paths)), addFiles([], [])).map(
    ({ path }) => path,
  );

Deno.test("addFiles() collects the files of a model from several drops, in any order", () => {
  assert.deepEqual(pathsOf(["a.bin"], ["model.json", "b.bin"]), ["a.bin", "model.json", "b.bin"]);
});

Deno.test("addFiles() replaces a file of the same path, and one in a folder by its name", () => {
  assert.deepEqual(pathsOf(["cat/model.json", "cat/a.bin"], ["a.bin"]), [
    "cat/model.json",
    "a.bin",
  ]);
  assert.deepEqual(pathsOf(["cat/a.bin", "dog/a.bin"], ["cat/a.bin"]), ["dog/a.bin", "cat/a.bin"]);
});

Deno.test("addFiles() starts another model at a second JSON file, and leaves hidden files out", () => {
  assert.deepEqual(pathsOf(["model.json", "a.bin"], ["dog/model.json"]), ["dog/model.json"]);
  assert.deepEqual(pathsOf(["model.json", "._model.json", ".git/config.json"]), ["model.json"]);
});
