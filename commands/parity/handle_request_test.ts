import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { sha256 } from "../../data/sha256.ts";
import { bandClassifier, BANDS } from "../../tests/models/band_classifier.ts";
import { LATENT, smallVae, twoTone } from "../../tests/models/small_vae.ts";
import { tsne } from "../../viz/tsne/tsne.ts";
import { handleRequest } from "./handle_request.ts";
import type { ModelOutputs, ModelsRequest } from "./messages.ts";

const COUNT = 5;
const { encoder, decoder } = smallVae();
const images = new Uint8Array(COUNT * IMAGE_PIXELS);
for (let i = 0; i < COUNT; i++) images.set(twoTone(51 * i, 255), i * IMAGE_PIXELS);
const normal = Float32Array.of(0.25, 0.5, 0.75, 1, 0, 0.5, 1);
const features = Float32Array.from({ length: 24 * 3 }, (_, i) => Math.sin(i * i));

const FILES: Readonly<Record<string, Uint8Array>> = {
  "images.bin": images,
  "normal.bin": new Uint8Array(normal.buffer),
  "features.bin": new Uint8Array(features.buffer),
  "bands/model.onnx": bandClassifier(),
  "plain/model.onnx": bandClassifier({ embedding: false }),
  "vae/encoder.onnx": encoder,
  "vae/decoder.onnx": decoder,
};

/** Runs models on the CPU; returns the response and what is written, as numbers. */
async function runModels(models: ModelsRequest["models"], changes: Partial<ModelsRequest> = {}) {
  const written = new Map<string, number[]>();
  const request: ModelsRequest = {
    ...{ kind: "models", backend: "cpu", models, batchSize: 2, latents: 2, softwareCount: 1 },
    ...changes,
  };
  const response = await handleRequest(request, {
    read: (path) => Promise.resolve(FILES[path]!.slice() as Uint8Array<ArrayBuffer>),
    write: (path, bytes) => {
      written.set(path, [...new Float32Array(bytes.slice().buffer)]);
      return Promise.resolve();
    },
  }, "Deno 1");
  return { response, written, outputs: response.models as ModelOutputs[] };
}

Deno.test("handleRequest() writes the outputs of classifiers, with an embedding where they have one", async () => {
  const { response, written, outputs } = await runModels([
    { folder: "bands", kind: "classifier" },
    { folder: "plain", kind: "classifier" },
  ]);
  assert.equal(response.host, "Deno 1");
  assert.deepEqual([response.obstacle, response.software], [undefined, undefined]);
  const [bands, plain] = outputs;
  assert.deepEqual(bands!.outputs, { logits: [COUNT, 10], embedding: [COUNT, BANDS] });
  assert.deepEqual(plain!.outputs, { logits: [COUNT, 10] });
  assert.deepEqual([bands!.images, bands!.placement], [COUNT, undefined]);
  assert.ok(bands!.imagesPerSecond! > 0);
  // The upper half of image i has the grey level i / 5, the lower half 1.
  const embedding = written.get("bands/embedding.bin")!;
  assert.equal(embedding.length, COUNT * BANDS);
  for (let i = 0; i < COUNT; i++) {
    assert.ok(Math.abs(embedding[i * BANDS]! - i / 5) < 1e-6);
    assert.ok(Math.abs(embedding[i * BANDS + BANDS - 1]! - 1) < 1e-6);
  }
});

Deno.test("handleRequest() encodes images and decodes as many points as are asked for, or are there", async () => {
  const vae = { folder: "vae", kind: "vae" } as const;
  const { written, outputs } = await runModels([vae]);
  assert.deepEqual(outputs[0]!.outputs, {
    ...{ mean: [COUNT, LATENT], logvar: [COUNT, LATENT], decoded: [2, IMAGE_PIXELS] },
  });
  const decoded = written.get("vae/decoded.bin")!;
  assert.deepEqual([decoded[0], decoded[IMAGE_PIXELS - 1]], [0.25, 0.5]);
  assert.deepEqual([decoded[IMAGE_PIXELS], decoded[2 * IMAGE_PIXELS - 1]], [0.75, 1]);
  written.get("vae/mean.bin")!.forEach((mean, i) =>
    assert.ok(Math.abs(mean - (i % 2 ? 1 : i / 10)) < 1e-6, `${i}: ${mean}`)
  );
  const all = await runModels([vae], { latents: 99 });
  assert.deepEqual(all.outputs[0]!.outputs.decoded, [3, IMAGE_PIXELS]);
});

Deno.test("handleRequest() gives the error of a model that fails, and the outputs of the next", async () => {
  const { response } = await runModels([
    { folder: "missing", kind: "classifier" },
    { folder: "bands", kind: "classifier" },
  ]);
  const [missing, bands] = response.models!;
  assert.ok("error" in missing! && missing.error.length > 0);
  assert.ok("outputs" in bands!);
});

Deno.test("handleRequest() runs models with one thread in WebAssembly, with the same results", async () => {
  const models = [{ folder: "bands", kind: "classifier" }] as const;
  const [cpu, wasm] = [await runModels(models), await runModels(models, { backend: "wasm" })];
  const numbers = cpu.written.get("bands/embedding.bin")!;
  wasm.written.get("bands/embedding.bin")!.forEach((number, i) =>
    assert.ok(Math.abs(number - numbers[i]!) < 1e-6)
  );
});

Deno.test("handleRequest() hashes the coordinates of a map", async () => {
  const request = { kind: "map", count: 24, dimensions: 3, iterations: 20 } as const;
  const { hash } = await handleRequest(request, {
    read: (path) => Promise.resolve(FILES[path]!.slice() as Uint8Array<ArrayBuffer>),
    write: () => Promise.reject(new Error("nothing to write")),
  }, "Deno 1");
  const { coordinates } = await tsne(features, { count: 24, dimensions: 3, iterations: 20 });
  assert.equal(hash, await sha256(coordinates));
});
