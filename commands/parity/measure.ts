import { join } from "node:path";
import type { LabelledImages } from "../../data/dataset.ts";
import { createGenerator } from "../../data/random.ts";
import { fillNormal } from "../../infer/vae/normal.ts";
import { fallbackNodes, type PlacedNode } from "../../runtime/node_placement.ts";
import { accuracyOf } from "./compare.ts";
import type { JobModel, ModelsJob, Outcome } from "./job.ts";
import { thisMachine } from "./machine.ts";
import { drawMaps, type Features } from "./maps.ts";
import { type Arrays, pairsOf } from "./pairs.ts";
import type { ModelResult, Parity, Placement, RuntimeResult } from "./parity.ts";
import { holdPromises } from "./promises.ts";
import { type ParityRuntime, REFERENCE, RUNTIMES } from "./runtimes.ts";
import { withWorkshop, type Workshop } from "./workshop.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** A model to compare. */
export interface ParityModel {
  /** What to call it. */
  readonly name: string;
  readonly kind: JobModel["kind"];
  /** model.onnx of a classifier; encoder.onnx and decoder.onnx of a VAE. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What to measure. */
export interface ParityOptions {
  readonly models: readonly ParityModel[];
  readonly images: LabelledImages;
  /** What people call the images, and whether they were drawn by code. */
  readonly dataset: { readonly title: string; readonly synthetic: boolean };
  /** The first so many images. Default all. */
  readonly limit?: number | undefined;
  /**
   * Images where a GPU is software. Default `limit`, and {@linkcode SOFTWARE_IMAGES} where there is
   * none.
   */
  readonly softwareImages?: number | undefined;
  /** Threads of the CPU; WebAssembly has one. Default one for each core. */
  readonly threads?: number | undefined;
  /** Where to run. Default everywhere. */
  readonly runtimes?: readonly ParityRuntime[];
  readonly signal?: AbortSignal;
  /** Called with a line for people as each runtime begins. */
  readonly onRuntime?: (name: string) => void;
}

/** Images where a GPU is software, unless somebody says otherwise. */
export const SOFTWARE_IMAGES = 256;

/**
 * Images a second of SwiftShader on two cores: 28 with the modified LeNet, which is the slowest of
 * the zoo.
 */
const SOFTWARE_SPEED = 28;

/** Minutes that a runtime takes for so many images of each model where its GPU is software. */
export function softwareMinutes(images: number, models: number): number {
  return Math.ceil(images * models / SOFTWARE_SPEED / 60);
}

const BATCH_SIZE = 256;
/** Points to decode at most: a thousand images of 784 values say as much as ten thousand. */
const LATENTS = 1_000;
/** Normal numbers, of which a VAE takes its points: enough for 64 dimensions. */
const NORMAL_NUMBERS = 64 * LATENTS;

/**
 * Runs the same graphs on the same images and points of latent space in every runtime of this
 * machine, one after the other, and compares what they give. A runtime that is missing or fails is
 * said to be so and takes nothing else along.
 *
 * It starts processes (`deno`, `node`, browsers) and serves them files from 127.0.0.1.
 *
 * @throws The signal's reason when it was stopped.
 *
 * @example
 * ```ts ignore
 * const { promises } = await measureParity({ models, images: dataset.test, dataset });
 * ```
 */
export function measureParity(options: ParityOptions): Promise<Parity> {
  return withWorkshop((workshop) => measureIn(workshop, options));
}

async function measureIn(workshop: Workshop, options: ParityOptions): Promise<Parity> {
  const {
    models,
    dataset: { title, synthetic },
    runtimes: table = RUNTIMES,
    signal = new AbortController().signal,
    onRuntime = () => {},
  } = options;
  const count = Math.min(options.images.count, options.limit ?? Infinity);
  const job: ModelsJob = {
    task: "models",
    backend: "cpu",
    models: models.map(({ kind }, i) => ({ folder: String(i), kind })),
    batchSize: BATCH_SIZE,
    ...options.threads === undefined ? {} : { threads: options.threads },
    latents: Math.min(count, LATENTS),
    softwareCount: Math.min(count, options.softwareImages ?? options.limit ?? SOFTWARE_IMAGES),
  };
  await writeInputs(
    workshop.folder,
    models,
    options.images.images.subarray(0, count * IMAGE_PIXELS),
  );

  const runtimes: RuntimeResult[] = [], rows: ModelResult[] = [], arrays: Arrays[] = [];
  for (const runtime of table) {
    onRuntime(runtime.name);
    const results = await workshop.newResults();
    const { result, outcome } = await runJob(runtime, { ...job, backend: runtime.backend }, {
      workshop,
      results,
      signal,
    });
    runtimes.push(result);
    for (const [i, found] of (outcome?.models ?? []).entries()) {
      const about = { model: models[i]!.name, runtime: runtime.name };
      if ("error" in found) {
        rows.push({ ...about, error: found.error });
        continue;
      }
      const { images, imagesPerSecond, placement, outputs } = found;
      for (const [output, [, width]] of Object.entries(outputs)) {
        const { buffer } = await Deno.readFile(join(results, String(i), `${output}.bin`));
        const values = new Float32Array(buffer);
        arrays.push({ ...about, backend: runtime.backend, output, values, width });
      }
      const logits = arrays.find(({ output, model, runtime }) =>
        output === "logits" && model === about.model && runtime === about.runtime
      );
      rows.push({
        ...about,
        images,
        ...imagesPerSecond !== undefined && { imagesPerSecond },
        ...logits && { accuracy: accuracyOf(logits.values, options.images.labels, logits.width) },
        ...placement && { placement: summaryOf(placement) },
      });
    }
  }
  const pairs = pairsOf(arrays);
  const maps = await drawMaps(featuresOf(arrays), table, { workshop, signal, onRuntime });
  const measured = { runtimes, models: rows, pairs, maps };
  return {
    machine: await thisMachine(),
    inputs: {
      dataset: title,
      synthetic,
      images: count,
      latents: job.latents,
      batchSize: BATCH_SIZE,
      softwareImages: job.softwareCount,
    },
    ...measured,
    promises: holdPromises(measured),
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

/** Runs the models in a runtime; whatever happens to it is its result. */
async function runJob(
  { name, backend, engine, host }: ParityRuntime,
  job: ModelsJob,
  context: Parameters<ParityRuntime["host"]>[1],
): Promise<{ result: RuntimeResult; outcome?: Outcome }> {
  try {
    const outcome = await host(job, context);
    if ("missing" in outcome) {
      return { result: { name, backend, engine, state: "absent", why: outcome.missing } };
    }
    const about = { name, backend, engine: outcome.engine };
    if (outcome.obstacle !== undefined) {
      return { result: { ...about, state: "absent", why: outcome.obstacle } };
    }
    const { software } = outcome;
    return { outcome, result: { ...about, state: "ran", ...software && { software } } };
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return { result: { name, backend, engine, state: "failed", why } };
  }
}

function summaryOf(placed: readonly PlacedNode[]): Placement {
  const nodes: Record<string, number> = {};
  for (const { provider } of placed) nodes[provider] = (nodes[provider] ?? 0) + 1;
  return { nodes, fallen: fallbackNodes(placed).map(({ name, op }) => `${name} (${op})`) };
}

/**
 * What the maps are made of: the reference's embedding of the first classifier, or its means of the
 * first VAE.
 */
function featuresOf(arrays: readonly Arrays[]): Features | undefined {
  return ["embedding", "mean"]
    .map((name) => arrays.find(({ output, runtime }) => output === name && runtime === REFERENCE))
    .find((found) => found !== undefined);
}
