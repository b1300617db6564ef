import assert from "node:assert/strict";
import type { WeftError } from "../../../error.ts";
import { findModel, type GivenFile } from "./find_model.ts";

/** A model.json that names these files, written by the converter. */
const modelJson = (...paths: string[]) =>
  JSON.stringify({
    generatedBy: "2.15.0",
    convertedBy: "the converter",
    modelTopology: {},
    weightsManifest: [{ paths, weights: [] }],
  });

/** Files by path. */
const given = (texts: Readonly<Record<string, string>>): GivenFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, file: new Blob([text]) }));

async function listOf(texts: Readonly<Record<string, string>>): Promise<[string, unknown][]> {
  const found = await findModel(given(texts));
  return found!.list.map(({ name, bytes }) => [name, bytes]);
}

Deno.test("findModel() finds the weights beside the model.json, and reads both", async () => {
  const json = modelJson("a.bin", "below/b.bin");
  const found = await findModel(
    given({ "a.bin": "other", "cat/model.json": json, "cat/a.bin": "A", "cat/below/b.bin": "BB" }),
  );
  assert.equal(found!.files.path, "model.json");
  assert.equal(found!.writtenBy, "the converter");
  assert.deepEqual(found!.list.map(({ bytes }) => bytes), [json.length, 1, 2]);
  assert.deepEqual(await found!.files.read("a.bin"), new TextEncoder().encode("A"));
  assert.deepEqual(await found!.files.read(), new TextEncoder().encode(json));
});

Deno.test("findModel() finds a file from elsewhere by its name, and says which are missing", async () => {
  const json = modelJson("below/a.bin", "b.bin", "b.bin");
  assert.deepEqual(await listOf({ "model.json": json, "downloads/a.bin": "A" }), [
    ["model.json", json.length],
    ["below/a.bin", 1],
    ["b.bin", undefined],
  ]);
});

Deno.test("findModel() takes a model.json, else the only JSON file, else the one with weights", async () => {
  const [json, other] = [modelJson(), '{"labels": ["cat"]}'];
  assert.equal((await listOf({ "labels.json": other, "model.json": json }))[0]![0], "model.json");
  assert.equal((await listOf({ "face.json": "{", "a.bin": "" }))[0]![0], "face.json");
  assert.equal((await listOf({ "labels.json": other, "face.json": json }))[0]![0], "face.json");
  assert.equal(await findModel(given({ "a.bin": "A" })), undefined);
});

Deno.test("findModel() refuses several models by their names", async () => {
  const paths = ["a", "b", "c", "d"].map((name) => `${name}/model.json`);
  const files = given(Object.fromEntries(paths.map((path) => [path, modelJson()])));
  await assert.rejects(findModel(files), (error: WeftError) => {
    assert.equal(
      error.message,
      "Cannot choose a model: there are 4, a/model.json, b/model.json, c/model.json and 1 more",
    );
    return error.hint === "Give one of them with its weights";
  });
});

Deno.test("findModel() leaves JSON that describes no model to the reader of models", async () => {
  for (const text of ["null", "3", '{"weightsManifest": 3}', '{"weightsManifest": [null]}']) {
    assert.deepEqual(await listOf({ "model.json": text }), [["model.json", text.length]]);
  }
});
