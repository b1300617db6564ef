/** What the small site's data and models give in Deno: the page has to give the same. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { tsne } from "../../viz/tsne/tsne.ts";
import type { ClassifierName, Manifest } from "../../web/assets.ts";
import type { Lesson, Told } from "../../web/panels/learn/messages.ts";
import { teach } from "../../web/panels/learn/train.ts";
import { hashOf } from "../../web/panels/map/hash.ts";
import type { Answer } from "./in_page.ts";
import { smallSite } from "./open_page.ts";

/** The manifest of the small site. */
export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(join(await smallSite(), "data/manifest.json")));
}

/** A file of the small site. */
async function readFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(join(await smallSite(), file));
}

/** What the site's map is made of. */
export async function siteData() {
  const manifest = await readManifest();
  const { file, width, count } = manifest.embeddings["lenet-modified"]!;
  const features = new Float32Array((await readFile(file)).buffer);
  const labels = await readFile(manifest.images.labels);
  const images = await readFile(manifest.images.file);
  return { features, labels, images, dimensions: width, count, classes: manifest.classes };
}

/** The hash of the map by t-SNE. */
export async function hashInDeno(perplexity: number): Promise<string> {
  const { features, dimensions, count } = await siteData();
  return (await hashOf((await tsne(features, { count, dimensions, perplexity })).coordinates))!;
}

/** The logits of an image by the small site's own model, on Deno's WebAssembly. */
export async function logitsInDeno(
  name: ClassifierName,
  images: Uint8Array,
): Promise<Float32Array> {
  const model = await loadModel(await readFile(`data/${name}.onnx`), { backend: "wasm" });
  try {
    return (await runLogits(model, images)).logits;
  } finally {
    await model.session.close();
  }
}

/** What the page says of a picture is what Deno says of the same bytes, bit for bit. */
export async function assertSameInDeno({ image, logits }: Answer): Promise<void> {
  for (const name of ["lenet", "lenet-modified"] as const) {
    assert.deepEqual(logits[name], await logitsInDeno(name, image), name);
  }
}

/** What the trainer tells of the lesson that the page gives with so many epochs. */
export async function trainInDeno(epochs: number): Promise<Told[]> {
  const { images: { file, labels, count }, classes, dataset } = await readManifest();
  const lesson: Lesson = {
    backend: "wasm",
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
  const told: Told[] = [];
  await teach(lesson, (message) => told.push(message), new AbortController().signal);
  return told;
}
