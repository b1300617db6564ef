import { join } from "node:path";
import type { LabelledImages } from "../../data/dataset.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { createGenerator } from "../../data/random.ts";
import { fillNormal } from "../../data/normal.ts";
import { fallbackNodes, type PlacedNode } from "../../runtime/node_placement.ts";
import { accuracyOf } from "./compare.ts";
import type { RequestContext } from "./hosts.ts";
import { readMachine } from "./machine.ts";
import { type Features, makeMaps } from "./maps.ts";
import type { ModelOutputs, ModelsRequest, ParityResponse, RequestModel } from "./messages.ts";
import { type OutputArray, pairsOf } from "./pairs.ts";
import type { ModelResult, Parity, Placement, RuntimeResult } from "./parity.ts";
import { checkPromises } from "./promises.ts";
import { type ParityRuntime, REFERENCE, RUNTIMES } from "./runtimes.ts";
import { withWorkspace, type Workspace } from "./workspace.ts";

/** A model to compare. */
export interface ParityModel {
  /** Its name in the tables. */
  readonly name: string;
  readonly kind: RequestModel["kind"];
  /** model.onnx of a classifier; encoder.onnx and decoder.onnx of a VAE. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Options of {@linkcode measureParity}. */
export interface ParityOptions {
  readonly models: readonly ParityModel[];
  readonly images: LabelledImages;
  /** The title of the images, and whether code drew them. */
  readonly dataset: { readonly title: string; readonly synthetic: boolean };
  /** The number of images, from the first. Default all. */
  readonly limit?: number | undefined;
  /** Images on a GPU in software. Default `limit`, else {@linkcode SOFTWARE_IMAGES}. */
  readonly softwareImages?: number | undefined;
  /** Threads of the CPU; WebAssembly has one. Default one for each core. */
  readonly threads?: number | undefined;
  /** The runtimes. Default all. */
  readonly runtimes?: readonly ParityRuntime[];
  readonly signal?: AbortSignal;
  /** Called with the name of each runtime, and of each map, before it begins. */
  readonly onRuntime?: (name: string) => void;
}

/** The default number of images on a GPU in software. */
export const SOFTWARE_IMAGES = 256;

/**
 * Images a second of SwiftShader on two cores: 28 with the modified LeNet, which is the slowest of
 * the zoo.
 */
const SOFTWARE_SPEED = 28;

/** Estimates the minutes of a runtime whose GPU is software. */
export function softwareMinutes(images: number, models: number): number {
  return Math.ceil(images * models / SOFTWARE_SPEED / 60);
}

const BATCH_SIZE = 256;
/** The largest number of points to decode: a thousand images have 784,000 values to compare. */
const LATENTS = 1_000;
/** Normal numbers from which a VAE takes its points: enough for 64 dimensions. */
const NORMAL_NUMBERS = 64 * LATENTS;

/**
 * Runs the same graphs on the same images and points of latent space in every runtime of this
 * machine, one after the other, and compares the outputs. A runtime that is absent or fails is
 * recorded as that, and the others run.
 *
 * Starts processes (`deno`, `node`, browsers) and serves them files from 127.0.0.1.
 *
 * @throws The signal's reason when it was stopped.
 *
 * @example
 * ```ts ignore
 * const { promises } = await measureParity({ models, images: dataset.test, dataset });
 * ```
 */
export function measureParity(options: ParityOptions): Promise<Parity> {
  return withWorkspace((workspace) => measureIn(workspace, options));
}

async function measureIn(workspace: Workspace, options: ParityOptions): Promise<Parity> {
  const {
    models,
    dataset: { title, synthetic },
    runtimes: table = RUNTIMES,
    signal = new AbortController().signal,
    onRuntime = () => {},
  } = options;
  const count = Math.min(options.images.count, options.limit ?? Infinity);
  const request: Omit<ModelsRequest, "backend"> = {
    kind: "models",
    models: models.map(({ kind }, i) => ({ folder: String(i), kind })),
    batchSize: BATCH_SIZE,
    ...options.threads === undefined ? {} : { threads: options.threads },
    latents: Math.min(count, LATENTS),
    softwareCount: Math.min(count, options.softwareImages ?? options.limit ?? SOFTWARE_IMAGES),
  };
  const images = options.images.images.subarray(0, count * IMAGE_PIXELS);
  await writeInputs(workspace.folder, models, images);

  const runtimes: RuntimeResult[] = [], rows: ModelResult[] = [], arrays: OutputArray[] = [];
  for (const runtime of table) {
    onRuntime(runtime.name);
    const results = await workspace.newResults();
    const { result, response } = await runIn(runtime, request, { workspace, results, signal });
    runtimes.push(result);
    for (const [i, outputs] of (response?.models ?? []).entries()) {
      const about = { model: models[i]!.name, runtime: runtime.name };
      if ("error" in outputs) rows.push({ ...about, error: outputs.error });
      else {
        const folder = join(results, String(i));
        const read = await readArrays(folder, outputs, { ...about, backend: runtime.backend });
        arrays.push(...read);
        rows.push({ ...about, ...numbersOf(outputs, read, options.images.labels) });
      }
    }
  }
  const pairs = pairsOf(arrays);
  const maps = await makeMaps(featuresOf(arrays), table, { workspace, signal, onRuntime });
  const measurements = { runtimes, models: rows, pairs, maps };
  return {
    machine: await readMachine(),
    inputs: {
      dataset: title,
      synthetic,
      images: count,
      latents: request.latents,
      batchSize: BATCH_SIZE,
      softwareImages: request.softwareCount,
    },
    ...measurements,
    promises: checkPromises(measurements),
  };
}

async function writeInputs(
  folder: string,
  models: readonly ParityModel[],
  images: Uint8Array,
): Promise<void> {
  const normal = new Float32Array(NORMAL_NUMBERS);
  fillNormal(createGenerator(1), normal);
  await Deno.writeFile(join(folder, "normal.bin"), new Uint8Array(normal.buffer));
  await Deno.writeFile(join(folder, "images.bin"), images);
  for (const [i, { files }] of models.entries()) {
    await Deno.mkdir(join(folder, String(i)));
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, String(i), name), bytes);
    }
  }
}

/** Runs the models in a runtime. An error becomes its result. */
async function runIn(
  { name, backend, host, run }: ParityRuntime,
  request: Omit<ModelsRequest, "backend">,
  context: RequestContext,
): Promise<{ result: RuntimeResult; response?: ParityResponse }> {
  try {
    const response = await run({ ...request, backend }, context);
    if ("absent" in response) {
      return { result: { name, backend, engine: host, state: "absent", why: response.absent } };
    }
    const about = { name, backend, engine: response.host };
    if (response.obstacle !== undefined) {
      return { result: { ...about, state: "absent", why: response.obstacle } };
    }
    const { software } = response;
    return { response, result: { ...about, state: "ran", ...software && { software } } };
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return { result: { name, backend, engine: host, state: "failed", why } };
  }
}

/** Reads the arrays that a model wrote. */
async function readArrays(
  folder: string,
  { outputs }: ModelOutputs,
  about: Pick<OutputArray, "model" | "runtime" | "backend">,
): Promise<OutputArray[]> {
  return await Promise.all(
    Object.entries(outputs).map(async ([output, [, width]]) => {
      const { buffer } = await Deno.readFile(join(folder, `${output}.bin`));
      return { ...about, output, values: new Float32Array(buffer), width };
    }),
  );
}

function numbersOf(
  { images, imagesPerSecond, placement }: ModelOutputs,
  arrays: readonly OutputArray[],
  labels: Uint8Array,
): Partial<ModelResult> {
  const logits = arrays.find(({ output }) => output === "logits");
  return {
    images,
    ...imagesPerSecond !== undefined && { imagesPerSecond },
    ...logits && { accuracy: accuracyOf(logits.values, labels, logits.width) },
    ...placement && { placement: countNodes(placement) },
  };
}

function countNodes(placed: readonly PlacedNode[]): Placement {
  const nodes: Record<string, number> = {};
  for (const { provider } of placed) nodes[provider] = (nodes[provider] ?? 0) + 1;
  return { nodes, fallen: fallbackNodes(placed).map(({ name, op }) => `${name} (${op})`) };
}

/**
 * Chooses the features of the maps: the reference's embedding of the first classifier, else its
 * means of the first VAE.
 */
function featuresOf(arrays: readonly OutputArray[]): Features | undefined {
  return ["embedding", "mean"]
    .map((name) => arrays.find(({ output, runtime }) => output === name && runtime === REFERENCE))
    .find((found) => found !== undefined);
}
