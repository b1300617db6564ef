import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import { createProgress } from "../../cli/progress.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import project from "../../deno.json" with { type: "json" };
import { loadModel } from "../../infer/load_model.ts";
import type { ReadSplit } from "../../infer/inputs/read_split.ts";
import { runLogits } from "../../infer/run_logits.ts";
import {
  type ClassifierName,
  type Manifest,
  type ModelAsset,
  type OutputsAsset,
  type Reference,
  REFERENCES,
} from "../../web/assets.ts";
import { coverOf } from "./cover.ts";
import type { SiteRun } from "./find_runs.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** How many images other runtimes are compared on. */
export const COMPARED = 256;

/**
 * Writes the data of a site: models, test images, what the models make of them, and the manifest
 * that tells of all of them. The same runs and images give the same bytes.
 *
 * @param folder The folder of the site; the data go into `data` below it.
 */
export async function writeData(
  folder: string,
  runs: readonly SiteRun[],
  { images, labels, count, dataset }: ReadSplit,
  context: CommandContext,
): Promise<Manifest> {
  await mkdir(join(folder, "data"), { recursive: true });
  const write = async (name: string, bytes: Uint8Array | Float32Array) => {
    const file = `data/${name}`;
    const { buffer, byteOffset, byteLength } = bytes;
    await writeFileAtomic(
      join(folder, file),
      new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
    );
    return file;
  };
  const { classes } = dataset;
  const models: Record<string, ModelAsset> = {};
  const embeddings: Record<string, OutputsAsset> = {};
  const logits: Record<string, Record<Reference, OutputsAsset>> = {};
  for (const run of runs) {
    const { name, title, parameters, testAccuracy } = run;
    for (const [model, bytes] of Object.entries(run.files)) {
      models[model] = {
        title,
        file: await write(`${model}.onnx`, bytes),
        bytes: bytes.length,
        ...(parameters === undefined ? {} : { parameters }),
        ...(testAccuracy === undefined ? {} : { testAccuracy }),
        run: name,
      };
    }
    const bytes = run.files[run.model as ClassifierName];
    if (!bytes) continue; // a VAE: the page runs it itself
    const ends = await runClassifier(title, bytes, { images, backend: "cpu" }, context);
    const width = ends.embedding.length / count;
    const file = await write(`${run.model}_embedding.f32`, ends.embedding);
    embeddings[run.model] = { file, width, count, provider: ends.provider };
    const compared = images.subarray(0, IMAGE_PIXELS * Math.min(COMPARED, count));
    const references: Partial<Record<Reference, OutputsAsset>> = {};
    for (const backend of REFERENCES) {
      const found = await runClassifier(title, bytes, { images: compared, backend }, context);
      references[backend] = {
        file: await write(`${run.model}_logits_${backend}.f32`, found.logits),
        width: classes.length,
        count: compared.length / IMAGE_PIXELS,
        provider: found.provider,
      };
    }
    logits[run.model] = references as Record<Reference, OutputsAsset>;
  }
  const { name, title, synthetic } = dataset;
  const indices = coverOf(images, labels);
  const cover = new Uint8Array(indices.length * IMAGE_PIXELS);
  indices.forEach((index, i) =>
    cover.set(
      images.subarray(IMAGE_PIXELS * index, IMAGE_PIXELS * index + IMAGE_PIXELS),
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

/** Runs a classifier over images, here: for the maps, and to compare the page's runtimes with. */
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
    const { provider, runtime } = model.session;
    return { ...outputs, embedding: outputs.embedding!, provider: `${provider} (${runtime})` };
  } finally {
    bar.end();
    await model.close();
  }
}
