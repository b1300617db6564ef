/**
 * Results of the small site's data and models in Deno, which the page has to reproduce.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { tsne } from "../../viz/tsne/tsne.ts";
import type { Manifest } from "../../web/assets.ts";
import { type ClassifierName, CLASSIFIERS } from "../../web/models.ts";
import type { TrainOptions, TrainResponse } from "../../web/panels/learn/messages.ts";
import { train } from "../../web/panels/learn/train.ts";
import { hashOf } from "../../web/panels/map/hash.ts";
import type { TryItResult } from "./in_page.ts";
import { smallSite } from "./open_page.ts";

/** Reads the manifest of the small site. */
export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(join(await smallSite(), "data/manifest.json")));
}

/** Reads a file of the small site. */
async function readFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(join(await smallSite(), file));
}

/** Reads the data of the site's map. */
export async function siteData() {
  const manifest = await readManifest();
  const { file, width, count } = manifest.embeddings["lenet-modified"]!;
  const features = new Float32Array((await readFile(file)).buffer);
  const labels = await readFile(manifest.images.labels);
  const images = await readFile(manifest.images.file);
  return { features, labels, images, dimensions: width, count, classes: manifest.classes };
}

/** Computes the t-SNE map and its hash. */
export async function hashInDeno(perplexity: number): Promise<string> {
  const { features, dimensions, count } = await siteData();
  return (await hashOf((await tsne(features, { count, dimensions, perplexity })).coordinates))!;
}

/** Computes the logits of images with a model of the site, on WebAssembly. */
export async function logitsInDeno(
  name: ClassifierName,
  images: Uint8Array,
): Promise<Float32Array> {
  const model = await loadModel(await readFile(`data/${name}.onnx`), { backend: "wasm" });
  try {
    return (await runLogits(model, images)).logits;
  } finally {
    await model.close();
  }
}

/** Asserts that the logits of the page have the same bits as those of Deno. */
export async function assertSameInDeno({ image, logits }: TryItResult): Promise<void> {
  for (const name of CLASSIFIERS) {
    assert.deepEqual(logits[name], await logitsInDeno(name, image), name);
  }
}

/** Trains with the options of the page, and returns the messages that the worker would send. */
export async function trainInDeno(epochs: number): Promise<TrainResponse[]> {
  const { images: { file, labels, count }, classes, dataset } = await readManifest();
  const options: TrainOptions = {
    backend: "wasm",
    threads: 1,
    images: await readFile(file),
    labels: await readFile(labels),
    count,
    heldOut: Math.floor(count / 5),
    classes,
    epochs,
    learningRate: 10 ** -2.5,
    seed: 1,
    dataset: dataset.name,
  };
  const responses: TrainResponse[] = [];
  await train(options, (message) => responses.push(message), new AbortController().signal);
  return responses;
}
