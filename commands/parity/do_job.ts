// This module is browser compatible.
import { runtime } from "#ort";
import { sha256 } from "../../data/sha256.ts";
import { obstacleTo } from "../../runtime/backend.ts";
import { loadModel } from "../../infer/load_model.ts";
import { loadVae } from "../../infer/vae/load_vae.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { decode, encode } from "../../infer/vae/vae.ts";
import { tsne } from "../../viz/tsne/tsne.ts";
import type {
  Job,
  JobFiles,
  JobModel,
  MapJob,
  ModelOutcome,
  ModelRan,
  ModelsJob,
  Outcome,
} from "./job.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/**
 * Does a job: the same code in Deno, in Node and in a browser.
 *
 * @param engine The engine and its version.
 */
export async function doJob(job: Job, files: JobFiles, engine: string): Promise<Outcome> {
  if (job.task === "map") return { engine, hash: await hashOfMap(job, files) };
  const obstacle = await obstacleTo(job.backend);
  if (obstacle) return { engine, obstacle: `${obstacle.why}. ${obstacle.fix}` };
  const software = await runtime.backends.get(job.backend)!.slow?.();
  const all = await files.read("images.bin");
  const most = software === undefined ? Infinity : job.softwareCount;
  const images = firstRows(all, IMAGE_PIXELS, most);
  const work: Work = { ...job, images, latents: Math.min(job.latents, most) };
  const models: ModelOutcome[] = [];
  for (const model of job.models) {
    models.push(
      await RUN[model.kind](model, work, files).catch((error) => ({
        error: error instanceof Error ? error.message : String(error),
      })),
    );
  }
  return { engine, models, ...software === undefined ? {} : { software } };
}

/** What a model is run over, and how. */
interface Work extends Pick<ModelsJob, "backend" | "batchSize" | "latents" | "threads"> {
  /** [count,28,28]. */
  readonly images: Uint8Array;
}

/** Runs a model and writes what it gives. */
type RunModel = (model: JobModel, work: Work, files: JobFiles) => Promise<ModelRan>;

const RUN: Readonly<Record<JobModel["kind"], RunModel>> = {
  classifier: async ({ folder }, work, files) => {
    const { images, backend, batchSize } = work;
    const bytes = await files.read(`${folder}/model.onnx`);
    const model = await loadModel(bytes, { backend, ...threadsOf(work), name: folder });
    try {
      const options = { batchSize, embedding: model.embeddingSize !== undefined };
      await runLogits(model, firstRows(images, IMAGE_PIXELS, batchSize), options);
      const began = performance.now();
      const found = await runLogits(model, images, options);
      const seconds = (performance.now() - began) / 1000;
      const count = images.length / IMAGE_PIXELS;
      const outputs = await writeOutputs(folder, files, count, { ...found });
      return ran(count, seconds, model.session.placement(), outputs);
    } finally {
      await model.close();
    }
  },
  vae: async ({ folder }, work, files) => {
    const { images, backend, batchSize, latents } = work;
    const [encoder, decoder, normal] = await Promise.all(
      [`${folder}/encoder.onnx`, `${folder}/decoder.onnx`, "normal.bin"].map(files.read),
    );
    const halves = { encoder: encoder!, decoder: decoder! };
    const model = await loadVae(halves, { backend, ...threadsOf(work) });
    try {
      await encode(model, firstRows(images, IMAGE_PIXELS, batchSize), { batchSize });
      const began = performance.now();
      const { mean, logvar } = await encode(model, images, { batchSize });
      const seconds = (performance.now() - began) / 1000;
      const numbers = new Float32Array(normal!.buffer), size = model.latentSize;
      const points = Math.min(latents, Math.floor(numbers.length / size));
      const decoded = await decode(model, firstRows(numbers, size, points), { batchSize });
      const count = images.length / IMAGE_PIXELS;
      const outputs = {
        ...await writeOutputs(folder, files, count, { mean, logvar }),
        ...await writeOutputs(folder, files, points, { decoded }),
      };
      const placement = [model.encoder, model.decoder].flatMap((half) => half.placement() ?? []);
      return ran(count, seconds, placement, outputs);
    } finally {
      await model.close();
    }
  },
};

/** One thread in WebAssembly: where sums are split among several, they round otherwise. */
function threadsOf({ backend, threads }: Work): { readonly threads?: number } {
  if (backend === "wasm") return { threads: 1 };
  return threads === undefined ? {} : { threads };
}

function ran(
  images: number,
  seconds: number,
  placement: ModelRan["placement"],
  outputs: ModelRan["outputs"],
): ModelRan {
  const told = placement !== undefined && placement.length > 0;
  return {
    images,
    outputs,
    ...seconds > 0 ? { imagesPerSecond: images / seconds } : {},
    ...told ? { placement } : {},
  };
}

function firstRows<Values extends Uint8Array | Float32Array>(
  values: Values,
  width: number,
  rows: number,
): Values {
  return values.subarray(0, rows * width) as Values;
}

async function writeOutputs(
  folder: string,
  files: JobFiles,
  rows: number,
  arrays: Readonly<Record<string, Float32Array>>,
): Promise<ModelRan["outputs"]> {
  const shapes: Record<string, readonly [number, number]> = {};
  for (const [name, array] of Object.entries(arrays)) {
    await files.write(`${folder}/${name}.bin`, bytesOf(array));
    shapes[name] = [rows, array.length / rows];
  }
  return shapes;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

async function hashOfMap(
  { count, dimensions, iterations }: MapJob,
  files: JobFiles,
): Promise<string> {
  const features = new Float32Array((await files.read("features.bin")).buffer);
  const { coordinates } = await tsne(features, { count, dimensions, iterations });
  return await sha256(coordinates);
}
