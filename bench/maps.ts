/**
 * Compares the time and the quality of PCA and t-SNE with scikit-learn and the npm packages. The
 * programs alternate in one run. See `deno task bench:maps --help`.
 *
 * PCA is that of the pixels. t-SNE is that of the embeddings that `--test` and `--train` name, or
 * else of the first 128 principal components of the pixels.
 */
import { join } from "node:path";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import type { LabelledImages } from "../data/dataset.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import { loadDataset } from "../data/load.ts";
import { pca } from "../viz/pca.ts";
import { mapQuality } from "../viz/quality/quality.ts";
import { referencePca, referenceTsne } from "../viz/reference/mod.ts";
import { tsne } from "../viz/tsne/tsne.ts";
import { exactDivergence } from "./exact_divergence.ts";
import { type PythonPeer, startPython } from "./python_peer.ts";

const SPEC = {
  name: "deno task bench:maps",
  summary: "Compares PCA and t-SNE with scikit-learn, ml-pca and tsne-js in time and quality.",
  flags: {
    rounds: { kind: "integer", value: "N", default: 3, min: 1, help: "Repetitions of each timing" },
    limit: {
      kind: "integer",
      value: "N",
      min: 10,
      defaultHelp: "all",
      help: "Use only the first N images of each split",
    },
    test: {
      kind: "path",
      value: "FILE.npy",
      defaultHelp: "principal components of the pixels",
      help: "Embeddings of the test images, which deno task infer --task embed writes",
    },
    train: {
      kind: "path",
      value: "FILE.npy",
      defaultHelp: "principal components of the pixels",
      help: "Embeddings of the training images",
    },
    "sklearn-60000": {
      kind: "boolean",
      help: "Also run scikit-learn's t-SNE on more than 10,000 points, which takes minutes",
    },
  },
  examples: [
    ["deno task bench:maps --rounds 1 --limit 1000", "a first look, in a minute"],
    [
      "deno task infer --split test --task embed --out out",
      "then: bench:maps --test out/embedding.npy",
    ],
    [
      "source venv/bin/activate && deno task bench:maps",
      "the scikit-learn of a virtual environment",
    ],
  ],
} as const satisfies CommandSpec;

/** Features of t-SNE, where no embeddings are given. */
const COMPONENTS = 128;
/** Points of scikit-learn's t-SNE without --sklearn-60000, at most. */
const SKLEARN_POINTS = 10_000;
/** Points of the npm packages, at most. */
const PACKAGE_POINTS = 500;

/** The flags, and the process with scikit-learn. */
interface Bench {
  readonly flags: FlagValues<typeof SPEC>;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** undefined where no Python has scikit-learn. */
  readonly sklearn: PythonPeer | undefined;
  /** The folder of the files for scikit-learn. */
  readonly folder: string;
}

async function benchMaps(
  flags: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  const print = (line: string) => stdout.write(`${line}\n`);
  const dataset = await loadDataset({ data: "auto", onNotice: print, signal });
  const [test, train] = [dataset.test, dataset.train].map((images) => first(images, flags.limit));
  const threads = navigator.hardwareConcurrency;
  const sklearn = await startPython("sklearn", "sklearn_maps", [`${threads}`]);
  const folder = await Deno.makeTempDir();
  try {
    if (sklearn) {
      const { sklearn: version } = sklearn.greeting as { sklearn: string };
      print(`scikit-learn ${version}, ${threads} threads, ${flags.rounds} rounds`);
    } else print("No Python with scikit-learn here: weft alone (apt-get install python3-sklearn)");
    const bench: Bench = { flags, signal, print, sklearn, folder };
    await benchPca(bench, test!);
    await benchPca(bench, train!);
    await benchTsne(bench, "test", test!, flags.test);
    await benchTsne(bench, "train", train!, flags.train);
    await benchPackages(bench, first(test!, PACKAGE_POINTS));
  } finally {
    await sklearn?.close();
    await Deno.remove(folder, { recursive: true });
  }
}

function first({ images, labels, count }: LabelledImages, limit = count): LabelledImages {
  const kept = Math.min(limit, count);
  return {
    images: images.subarray(0, kept * IMAGE_PIXELS),
    labels: labels.subarray(0, kept),
    count: kept,
  };
}

async function benchPca(bench: Bench, { images, count }: LabelledImages): Promise<void> {
  const { flags, print, sklearn } = bench;
  print(`\nPCA, ${count} points of ${IMAGE_PIXELS} bytes, 2 components`);
  const ours: number[] = [], theirs: number[] = [];
  let variances: Float64Array = new Float64Array();
  for (let round = 0; round < flags.rounds; round++) {
    bench.signal.throwIfAborted();
    const [seconds, found] = await timed(() => pca(images, { count, dimensions: IMAGE_PIXELS }));
    ours.push(seconds);
    variances = found.explainedVariance;
    if (sklearn) theirs.push((await runSklearn(bench, "pca-randomized", images, count)).seconds);
  }
  print(`  weft                    ${show(ours)}`);
  if (!sklearn) return;
  const ratio = (median(ours) / median(theirs)).toFixed(2);
  print(`  scikit-learn randomized ${show(theirs)}, ratio ${ratio}`);
  const full = await runSklearn(bench, "pca-full", images, count);
  const errors = full.variances.map((value, i) => Math.abs(variances[i]! / value - 1));
  const worst = Math.max(...errors).toExponential(1);
  print(
    `  scikit-learn full       ${full.seconds.toFixed(3)} s; ` +
      `weft's variances are within ${worst} of its`,
  );
}

/** The times of one program, and its map. */
interface TimedMap {
  readonly times: number[];
  readonly coordinates: Float32Array;
}

async function benchTsne(
  bench: Bench,
  split: string,
  { images, labels, count }: LabelledImages,
  file: string | undefined,
): Promise<void> {
  const { flags, signal, print } = bench;
  const features = await featuresOf(file, images, count);
  const dimensions = features.length / count;
  print(
    `\nt-SNE, ${count} points (${split}) of ${dimensions} features, perplexity 30, 750 iterations`,
  );
  const maps: Record<string, TimedMap> = {};
  const add = (program: string, seconds: number, coordinates: Float32Array) => {
    const { times } = maps[program] ??= { times: [], coordinates };
    times.push(seconds);
  };
  const withSklearn = bench.sklearn && (count <= SKLEARN_POINTS || flags.sklearn60000);
  for (let round = 0; round < flags.rounds; round++) {
    for (const workers of [undefined, 0]) {
      const options = { count, dimensions, signal, ...workers !== undefined && { workers } };
      const [seconds, { coordinates }] = await timed(() => tsne(features, options));
      add(workers === 0 ? "weft, one thread" : "weft", seconds, coordinates);
    }
    if (!withSklearn) continue;
    const { seconds } = await runSklearn(bench, "tsne", features, count);
    const bytes = await Deno.readFile(join(bench.folder, "features.map"));
    add("scikit-learn", seconds, new Float32Array(bytes.buffer));
  }
  for (const [program, { times, coordinates }] of Object.entries(maps)) {
    print(`  ${program.padEnd(17)} ${show(times)}`);
    if (program === "weft, one thread") continue; // the same map
    const quality = mapQuality(features, coordinates, labels, { count, dimensions });
    const divergence = await exactDivergence(features, coordinates, { count, dimensions });
    const measures = [
      ["exact KL", divergence],
      ["trustworthiness", quality.trustworthiness],
      ["continuity", quality.continuity],
      ["10-NN", quality.neighbourAccuracy],
      ["linear", quality.linearSeparability],
      ["silhouette", quality.silhouette],
    ] as const;
    print(`    ${measures.map(([name, value]) => `${name} ${value.toFixed(4)}`).join(", ")}`);
  }
  if (!withSklearn) return;
  const ratio = median(maps.weft!.times) / median(maps["scikit-learn"]!.times);
  print(`  weft / scikit-learn: ${ratio.toFixed(3)}`);
}

async function benchPackages(
  { print, signal }: Bench,
  { images, count }: LabelledImages,
): Promise<void> {
  const shape = { count, dimensions: IMAGE_PIXELS };
  print(`\nnpm packages, ${count} points of ${IMAGE_PIXELS} bytes`);
  for (
    const [name, ours, theirs] of [
      ["PCA, ml-pca", () => pca(images, shape), () => referencePca(images, shape)],
      ["t-SNE, tsne-js", () => tsne(images, shape), () => referenceTsne(images, shape)],
    ] as const
  ) {
    signal.throwIfAborted();
    const [own] = await timed<unknown>(ours);
    const [other] = await timed<unknown>(theirs);
    print(`  ${name.padEnd(15)} ${other.toFixed(2)} s, weft ${own.toFixed(3)} s`);
  }
}

/** Runs a method of peers/sklearn_maps.py. */
async function runSklearn(
  { sklearn, folder }: Bench,
  method: string,
  features: Float32Array | Uint8Array,
  count: number,
) {
  const file = join(folder, "features");
  await Deno.writeFile(
    file,
    new Uint8Array(features.buffer as ArrayBuffer, features.byteOffset, features.byteLength),
  );
  const type = features instanceof Uint8Array ? "uint8" : "float32";
  const answer = await sklearn!.ask(
    `${method} ${file} ${type} ${count} ${features.length / count}`,
  );
  return answer as { seconds: number; variances: number[]; divergence: number };
}

/** The first rows of a .npy file of float32, or principal components of the pixels. */
async function featuresOf(
  file: string | undefined,
  images: Uint8Array,
  count: number,
): Promise<Float32Array> {
  if (file === undefined) {
    const components = Math.min(COMPONENTS, count);
    return pca(images, { count, dimensions: IMAGE_PIXELS, components }).coordinates;
  }
  const bytes = await Deno.readFile(file);
  const start = 10 + new DataView(bytes.buffer).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, start));
  const rows = Number(/'shape': \((\d+)/.exec(header)![1]);
  const values = new Float32Array(bytes.slice(start).buffer);
  return values.subarray(0, values.length / rows * count);
}

/** The time of a call in seconds, and its result. */
async function timed<T>(run: () => T | Promise<T>): Promise<[seconds: number, result: T]> {
  const start = performance.now();
  const result = await run();
  return [(performance.now() - start) / 1000, result];
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

/** The median, and all times. */
function show(times: readonly number[]): string {
  return `${median(times).toFixed(3)} s (${times.map((time) => time.toFixed(3)).join(", ")})`;
}

if (import.meta.main) await runCommand(SPEC, benchMaps);
