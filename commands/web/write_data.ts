import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import { createProgress } from "../../cli/progress.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";
import project from "../../deno.json" with { type: "json" };
import { loadModel } from "../../infer/load_model.ts";
import type { ReadSplit } from "../../infer/inputs/read_split.ts";
import { runLogits } from "../../infer/run_logits.ts";
import {
  type Manifest,
  type ModelAsset,
  type OutputsAsset,
  type Reference,
  REFERENCES,
} from "../../web/assets.ts";
import { coverOf } from "./cover.ts";
import type { SiteRun } from "./find_runs.ts";

/** The number of images that the page compares its own logits on. */
export const COMPARED = 256;

/** Writes a file into the `data` folder of a site, and returns its path relative to the page. */
type WriteFile = (name: string, bytes: Uint8Array | Float32Array) => Promise<string>;

/**
 * Writes the data of a site: models, test images, outputs of the classifiers, and the manifest that
 * lists them. The same runs and images give the same bytes.
 *
 * @param folder The folder of the site; the files go into `data` in it.
 */
export async function writeData(
  folder: string,
  runs: readonly SiteRun[],
  { images, labels, count, dataset }: ReadSplit,
  context: CommandContext,
): Promise<Manifest> {
  await mkdir(join(folder, "data"), { recursive: true });
  const write: WriteFile = async (name, bytes) => {
    const file = `data/${name}`;
    const { buffer, byteOffset, byteLength } = bytes;
    await writeFileAtomic(
      join(folder, file),
      new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
    );
    return file;
  };
  const { name, title, synthetic, classes } = dataset;
  const models: Record<string, ModelAsset> = {};
  const embeddings: Record<string, OutputsAsset> = {};
  const logits: Record<string, Record<Reference, OutputsAsset>> = {};
  for (const run of runs) {
    Object.assign(models, await writeModels(run, write));
    const bytes = run.files[run.model];
    if (!bytes) continue; // a VAE has an encoder and a decoder, and no outputs to compare
    const outputs = await writeOutputs(run, bytes, { images, classes, write }, context);
    embeddings[run.model] = outputs.embedding;
    logits[run.model] = outputs.logits;
  }
  const indices = coverOf(images, labels);
  const cover = new Uint8Array(indices.length * IMAGE_PIXELS);
  indices.forEach((index, i) =>
    cover.set(
      images.subarray(IMAGE_PIXELS * index, IMAGE_PIXELS * (index + 1)),
      IMAGE_PIXELS * i,
    )
  );
  const manifest: Manifest = {
    weft: project.version,
    dataset: { name, title, synthetic },
    classes,
    images: {
      file: await write("images.bin", images),
      labels: await write("labels.bin", labels),
      count,
    },
    cover: { file: await write("cover.bin", cover), count: indices.length, indices },
    models,
    embeddings,
    logits,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFileAtomic(join(folder, "data", "manifest.json"), text);
  return manifest;
}

/** Writes the .onnx files of a run. */
async function writeModels(
  { name, title, parameters, testAccuracy, smaller, files }: SiteRun,
  write: WriteFile,
): Promise<Record<string, ModelAsset>> {
  const models: Record<string, ModelAsset> = {};
  for (const [model, bytes] of Object.entries(files)) {
    models[model] = {
      title,
      file: await write(`${model}.onnx`, bytes),
      bytes: bytes.length,
      ...(parameters === undefined ? {} : { parameters }),
      ...(testAccuracy === undefined ? {} : { testAccuracy }),
      ...(smaller ? { smaller } : {}),
      run: name,
    };
  }
  return models;
}

/**
 * Runs a classifier, and writes the embeddings of all images and the reference logits of the first.
 */
async function writeOutputs(
  { model, title }: SiteRun,
  bytes: Uint8Array,
  { images, classes, write }: {
    readonly images: Uint8Array;
    readonly classes: readonly string[];
    readonly write: WriteFile;
  },
  context: CommandContext,
): Promise<{ embedding: OutputsAsset; logits: Record<Reference, OutputsAsset> }> {
  const count = images.length / IMAGE_PIXELS;
  const all = await runClassifier(title, bytes, { images, backend: "cpu" }, context);
  const embedding = {
    file: await write(`${model}_embedding.f32`, all.embedding),
    width: all.embedding.length / count,
    count,
    provider: all.provider,
  };
  const compared = images.subarray(0, IMAGE_PIXELS * Math.min(COMPARED, count));
  const logits: Partial<Record<Reference, OutputsAsset>> = {};
  for (const backend of REFERENCES) {
    const outputs = await runClassifier(title, bytes, { images: compared, backend }, context);
    logits[backend] = {
      file: await write(`${model}_logits_${backend}.f32`, outputs.logits),
      width: classes.length,
      count: compared.length / IMAGE_PIXELS,
      provider: outputs.provider,
    };
  }
  return { embedding, logits: logits as Record<Reference, OutputsAsset> };
}

/** Runs a classifier over images and shows the progress. */
async function runClassifier(
  title: string,
  bytes: Uint8Array,
  { images, backend }: { readonly images: Uint8Array; readonly backend: Reference },
  { stderr, signal }: CommandContext,
) {
  const model = await loadModel(bytes, { name: title, backend });
  const bar = createProgress({
    ...{ label: `${title} on ${backend}`, unit: "images", terminal: stderr },
    total: images.length / IMAGE_PIXELS,
  });
  const onProgress = (done: number) => bar.update(done);
  try {
    const outputs = await runLogits(model, images, { embedding: true, signal, onProgress });
    const { provider, ortPackage: runtime } = model.session;
    return { ...outputs, embedding: outputs.embedding!, provider: `${provider} (${runtime})` };
  } finally {
    bar.end();
    await model.close();
  }
}
