import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ErrorCode, WeftError } from "../error.ts";
import { loadModel } from "./load_model.ts";
import {
  bandClassifier,
  type BandClassifierOptions,
  BANDS,
} from "../tests/models/band_classifier.ts";

async function refuses(source: string | Uint8Array, code: ErrorCode, message: RegExp) {
  await assert.rejects(loadModel(source), (error: unknown) => {
    assert.ok(error instanceof WeftError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("loadModel() reads labels, embedding size and metadata from bytes", async () => {
  const metadata = { labels: '["a","b","c","d","e","f","g","h","i","j"]', dataset: "demo" };
  const model = await loadModel(bandClassifier({ metadata }));
  assert.deepEqual(model.labels, [..."abcdefghij"]);
  assert.equal(model.embeddingSize, BANDS);
  assert.equal(model.metadata.dataset, "demo");
  assert.equal(model.session.provider, "cpu");
  await model.close();
});

Deno.test("loadModel() reads a path and a file URL", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "model.onnx");
  await Deno.writeFile(path, bandClassifier());
  for (const source of [path, pathToFileURL(path), pathToFileURL(path).href]) {
    const model = await loadModel(source);
    assert.equal(model.labels[3], "band 3");
    await model.close();
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("loadModel() takes a File, an ArrayBuffer and a Response, and names them", async () => {
  const bytes = new Uint8Array(bandClassifier());
  const sources = [
    [new File([bytes], "mine.onnx"), "mine.onnx"],
    [bytes.buffer, "the model"],
    [new Response(bytes), "the model"],
  ] as const;
  for (const [source, name] of sources) {
    const model = await loadModel(source, { backend: "cpu" });
    assert.equal(model.name, name);
    await model.close();
  }
});

Deno.test("loadModel() takes labels with commas, and numbers classes without labels", async () => {
  const list = await loadModel(bandClassifier({ metadata: { labels: "a, b,c,d,e,f,g,h,i,j" } }));
  assert.deepEqual(list.labels, [..."abcdefghij"]);
  const none = await loadModel(bandClassifier({ metadata: {}, embedding: false }));
  assert.equal(none.labels[9], "class 9");
  assert.equal(none.embeddingSize, undefined);
  await list.close();
  await none.close();
});

Deno.test("loadModel() names the inputs and outputs of a model that is no classifier", async () => {
  const cases: [BandClassifierOptions, RegExp][] = [
    [
      { input: "latent" },
      /it is not an image classifier; its inputs are latent \[batch,1,28,28\], its outputs/,
    ],
    [{ batch: 4 }, /its batch size is fixed at 4; its inputs are image \[4,1,28,28\]/],
    [{ metadata: { labels: '["a","b"]' } }, /it names 2 labels for 10 logits/],
  ];
  for (const [options, message] of cases) await refuses(bandClassifier(options), "model", message);
});

Deno.test("loadModel() names a source that is missing, empty, broken or unreachable", async () => {
  await refuses(
    "nowhere/model.onnx",
    "file",
    /^Cannot read nowhere\/model\.onnx: .*(ENOENT|No such)/,
  );
  await refuses(new Uint8Array(0), "model", /^Cannot load the model: it is empty$/);
  await refuses(bandClassifier().subarray(0, 5000), "model", /cut short/);
  await refuses("http://127.0.0.1:1/model.onnx", "network", /^Cannot fetch http:/);
});
