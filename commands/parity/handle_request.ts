// This module is browser compatible.
import { host } from "#host";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { sha256 } from "../../data/sha256.ts";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { loadVae } from "../../infer/vae/load_vae.ts";
import { decode, encode } from "../../infer/vae/vae.ts";
import { findObstacle } from "../../runtime/find_obstacle.ts";
import { tsne } from "../../viz/tsne/tsne.ts";
import type {
  MapRequest,
  ModelOutputs,
  ModelResponse,
  ModelsRequest,
  ParityRequest,
  ParityResponse,
  RequestFiles,
  RequestModel,
} from "./messages.ts";

/**
 * Handles a request. Deno, Node and browsers run this same code.
 *
 * @param hostName The host and its version.
 */
export async function handleRequest(
  request: ParityRequest,
  files: RequestFiles,
  hostName: string,
): Promise<ParityResponse> {
  if (request.kind === "map") return { host: hostName, hash: await hashOfMap(request, files) };
  const obstacle = await findObstacle(request.backend);
  if (obstacle) return { host: hostName, obstacle: `${obstacle.why}. ${obstacle.fix}` };
  const software = await host.backends.get(request.backend)!.softwareReason?.();
  const all = await files.read("images.bin");
  const most = software === undefined ? Infinity : request.softwareCount;
  const images = firstRows(all, IMAGE_PIXELS, most);
  const inputs: Inputs = { ...request, images, latents: Math.min(request.latents, most) };
  const models: ModelResponse[] = [];
  for (const model of request.models) {
    models.push(
      await RUN[model.kind](model, inputs, files).catch((error) => ({
        error: error instanceof Error ? error.message : String(error),
      })),
    );
  }
  return { host: hostName, models, ...software === undefined ? {} : { software } };
}

/** The inputs of a model, and how it runs. */
interface Inputs extends Pick<ModelsRequest, "backend" | "batchSize" | "latents" | "threads"> {
  /** [count,28,28]. */
  readonly images: Uint8Array;
}

/** Runs a model and writes its outputs. */
type RunModel = (model: RequestModel, inputs: Inputs, files: RequestFiles) => Promise<ModelOutputs>;

const RUN: Readonly<Record<RequestModel["kind"], RunModel>> = {
  classifier: async ({ folder }, inputs, files) => {
    const { images, backend, batchSize } = inputs;
    const bytes = await files.read(`${folder}/model.onnx`);
    const model = await loadModel(bytes, { backend, ...threadsOf(inputs), name: folder });
    try {
      const options = { batchSize, embedding: model.embeddingSize !== undefined };
      await runLogits(model, firstRows(images, IMAGE_PIXELS, batchSize), options);
      const began = performance.now();
      const outputs = await runLogits(model, images, options);
      const seconds = (performance.now() - began) / 1000;
      const count = images.length / IMAGE_PIXELS;
      const shapes = await writeOutputs(folder, files, count, { ...outputs });
      return modelOutputs(count, seconds, model.session.placement(), shapes);
    } finally {
      await model.close();
    }
  },
  vae: async ({ folder }, inputs, files) => {
    const { images, backend, batchSize, latents } = inputs;
    const [encoder, decoder, normal] = await Promise.all(
      [`${folder}/encoder.onnx`, `${folder}/decoder.onnx`, "normal.bin"].map(files.read),
    );
    const model = await loadVae(
      { encoder: encoder!, decoder: decoder! },
      { backend, ...threadsOf(inputs) },
    );
    try {
      await encode(model, firstRows(images, IMAGE_PIXELS, batchSize), { batchSize });
      const began = performance.now();
      const { mean, logvar } = await encode(model, images, { batchSize });
      const seconds = (performance.now() - began) / 1000;
      const numbers = new Float32Array(normal!.buffer), size = model.latentSize;
      const points = Math.min(latents, Math.floor(numbers.length / size));
      const decoded = await decode(model, firstRows(numbers, size, points), { batchSize });
      const count = images.length / IMAGE_PIXELS;
      const shapes = {
        ...await writeOutputs(folder, files, count, { mean, logvar }),
        ...await writeOutputs(folder, files, points, { decoded }),
      };
      const placement = [model.encoder, model.decoder]
        .flatMap((session) => session.placement() ?? []);
      return modelOutputs(count, seconds, placement, shapes);
    } finally {
      await model.close();
    }
  },
};

/** One thread in WebAssembly: sums that are split among threads round differently. */
function threadsOf({ backend, threads }: Inputs): { readonly threads?: number } {
  if (backend === "wasm") return { threads: 1 };
  return threads === undefined ? {} : { threads };
}

function modelOutputs(
  images: number,
  seconds: number,
  placement: ModelOutputs["placement"],
  outputs: ModelOutputs["outputs"],
): ModelOutputs {
  const isPlaced = placement !== undefined && placement.length > 0;
  return {
    images,
    outputs,
    ...seconds > 0 ? { imagesPerSecond: images / seconds } : {},
    ...isPlaced ? { placement } : {},
  };
}

function firstRows<Values extends Uint8Array | Float32Array>(
  values: Values,
  width: number,
  rows: number,
): Values {
  return values.subarray(0, rows * width) as Values;
}

/** Writes arrays of `rows` rows and returns their shapes. */
async function writeOutputs(
  folder: string,
  files: RequestFiles,
  rows: number,
  arrays: Readonly<Record<string, Float32Array>>,
): Promise<ModelOutputs["outputs"]> {
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
  { count, dimensions, iterations }: MapRequest,
  files: RequestFiles,
): Promise<string> {
  const features = new Float32Array((await files.read("features.bin")).buffer);
  const { coordinates } = await tsne(features, { count, dimensions, iterations });
  return await sha256(coordinates);
}
