/**
 * The part `maps`: PCA of pixels, and t-SNE of the embeddings of the zoo's modified LeNet, with the
 * quality of the results.
 *
 * @module
 */
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import type { LabelledImages } from "../../data/dataset.ts";
import type { Split } from "../../data/fashion_mnist.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import { pca } from "../../viz/pca.ts";
import { mapQuality } from "../../viz/quality/quality.ts";
import { referencePca, referenceTsne } from "../../viz/reference/mod.ts";
import { tsne } from "../../viz/tsne/tsne.ts";
import { type Bench, type Contest, weftProgram, type Work } from "../bench.ts";
import { isAbsent } from "../comparison.ts";
import { exactDivergence } from "../exact_divergence.ts";
import type { PeerForm } from "../python_peers.ts";

/** The splits, and their numbers of images. */
const SPLITS = { test: "10,000", train: "60,000" } as const;
/** Points of scikit-learn's t-SNE, which takes minutes for 60,000, at most. */
const SKLEARN_POINTS = 10_000;
/** Points of the npm packages. */
const PACKAGE_POINTS = 500;

const splits = Object.entries(SPLITS) as [Split, string][];

export const maps: readonly Work[] = [
  ...splits.map(([split, count]): Work => ({
    subject: "pca",
    name: `PCA, ${count} x ${IMAGE_PIXELS} bytes`,
    start: async (bench) => await startPca(bench, (await bench.dataset())[split]),
  })),
  ...splits.map(([split, count]): Work => ({
    subject: "t-sne",
    name: `t-SNE, ${count} points of 128 numbers`,
    start: async (bench) => await startTsne(bench, (await bench.dataset())[split]),
  })),
  packageWork("pca", "PCA", "ml-pca", pca, referencePca),
  packageWork("t-sne", "t-SNE", "tsne-js", tsne, referenceTsne),
];

async function startPca(bench: Bench, { images, count }: LabelledImages): Promise<Contest> {
  const { threads, folder, peers } = bench;
  const shape = { count, dimensions: IMAGE_PIXELS };
  const points = await writePoints(join(folder, `pixels-${count}`), images, shape);
  // "auto" of current versions takes the covariance; randomized is approximate.
  const forms = ["auto", "randomized"].map((solver) => ({
    form: `solver ${solver}`,
    threads,
    work: { ...points, method: "pca", solver },
  }));
  const weft = weftProgram(() => pca(images, shape), { threads: 1 });
  return { weft, others: await peers.programs("sklearn_maps", forms) };
}

async function startTsne(
  bench: Bench,
  { images, labels, count }: LabelledImages,
): Promise<Contest> {
  const { threads, folder, peers, signal } = bench;
  const embeddings = await embed(images, threads);
  const shape = { count, dimensions: embeddings.length / count };
  const file = join(folder, `embeddings-${count}`);
  const points = await writePoints(file, embeddings, shape);
  const measure = async (map: Float32Array) => {
    const quality = mapQuality(embeddings, map, labels, shape);
    return { "exact KL": await exactDivergence(embeddings, map, shape), ...quality };
  };
  const options = { ...shape, workers: threads === 1 ? 0 : threads, signal };
  let map: Float32Array = new Float32Array();
  const weft = weftProgram(async () => {
    map = (await tsne(embeddings, options)).coordinates;
  }, { threads });
  const form: PeerForm = { threads, work: { ...points, method: "tsne" } };
  const others = [
    ...count <= SKLEARN_POINTS ? await peers.programs("sklearn_maps", [form]) : [],
    ...await peers.programs("opentsne_maps", [form]),
  ].map((other) =>
    isAbsent(other) ? other : {
      ...other,
      quality: async () =>
        measure(new Float32Array((await Deno.readFile(`${file}.${other.name}`)).buffer)),
    }
  );
  return { weft: { ...weft, quality: () => measure(map) }, others };
}

/** A computation of a package from npm beside weft's, of few points. */
function packageWork(
  subject: string,
  title: string,
  name: "ml-pca" | "tsne-js",
  ours: MapFunction,
  theirs: MapFunction,
): Work {
  return {
    subject,
    name: `${title}, ${PACKAGE_POINTS} x ${IMAGE_PIXELS} bytes`,
    start: async ({ dataset }) => {
      const images = (await dataset()).test.images.subarray(0, PACKAGE_POINTS * IMAGE_PIXELS);
      const shape = { count: PACKAGE_POINTS, dimensions: IMAGE_PIXELS };
      const version = project.imports[name].split("@").at(-1)!;
      const other = weftProgram(() => theirs(images, shape), { threads: 1 });
      return {
        weft: weftProgram(() => ours(images, shape), { threads: 1 }),
        others: [{ ...other, name, version }],
      };
    },
  };
}

type MapFunction = (
  features: Uint8Array,
  shape: { count: number; dimensions: number },
) => unknown;

/** The embeddings of some images: the last layer's input in the zoo's modified LeNet. */
async function embed(images: Uint8Array, threads: number): Promise<Float32Array> {
  const model = await loadModel("zoo:lenet-modified", { backend: "cpu", threads });
  try {
    return (await runLogits(model, images, { embedding: true })).embedding!;
  } finally {
    await model.close();
  }
}

/** Writes points for the programs in Python, and returns how they are to be read. */
async function writePoints(
  file: string,
  points: Float32Array | Uint8Array,
  shape: { readonly count: number; readonly dimensions: number },
): Promise<PeerForm["work"]> {
  const { buffer, byteOffset, byteLength } = points;
  await Deno.writeFile(file, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  return { file, dtype: points instanceof Uint8Array ? "uint8" : "float32", ...shape };
}
