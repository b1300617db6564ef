/**
 * Time and quality of PCA and t-SNE beside scikit-learn's and those of the npm packages,
 * alternating in one run.
 *
 * deno task bench:maps [--rounds N] [--test FILE.npy] [--train FILE.npy] [--sklearn-60000]
 *
 * PCA is that of the pixels. t-SNE is that of the embeddings that `deno task infer --split test
 * --task embed --out DIR` writes, where --test and --train name them, else of the pixels' first 128
 * principal components.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadDataset } from "../data/load.ts";
import { pca } from "../viz/pca.ts";
import { mapQuality } from "../viz/quality/quality.ts";
import { referencePca, referenceTsne } from "../viz/reference/mod.ts";
import { tsne } from "../viz/tsne/tsne.ts";
import { exactDivergence } from "./exact_divergence.ts";
import { startPython } from "./python_peer.ts";

/** Features of t-SNE, where no embeddings are given. */
const COMPONENTS = 128;
/** Points for the npm packages. */
const FEW = 500;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    test: { type: "string" },
    train: { type: "string" },
    "sklearn-60000": { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const threads = navigator.hardwareConcurrency;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;
const show = (times: number[]) =>
  `${median(times).toFixed(3)} s (${times.map((time) => time.toFixed(3)).join(", ")})`;

/** Seconds that something takes, and what it returns. */
async function timed<T>(run: () => T | Promise<T>): Promise<[seconds: number, result: T]> {
  const start = performance.now();
  const result = await run();
  return [(performance.now() - start) / 1000, result];
}

const dataset = await loadDataset({ data: "auto", onNotice: print });
const sklearn = await startPython("sklearn", "sklearn_maps", [`${threads}`]);
if (sklearn) {
  const { sklearn: version } = sklearn.greeting as { sklearn: string };
  print(`scikit-learn ${version}, ${threads} threads, ${rounds} rounds`);
} else print("No Python with scikit-learn here: weft alone (apt-get install python3-sklearn)");
const folder = await Deno.makeTempDir();

/** Asks scikit-learn. */
async function ask(method: string, features: Float32Array | Uint8Array, count: number) {
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

/** The embeddings of a .npy file of float32, or principal components of the pixels. */
async function featuresOf(file: string | undefined, images: Uint8Array, count: number) {
  if (file === undefined) {
    return pca(images, { count, dimensions: 784, components: COMPONENTS }).coordinates;
  }
  const bytes = await Deno.readFile(file);
  const header = new DataView(bytes.buffer).getUint16(8, true);
  return new Float32Array(bytes.slice(10 + header).buffer);
}

for (const { images, count } of [dataset.test, dataset.train]) {
  print(`\nPCA, ${count} points of 784 bytes, 2 components`);
  const ours: number[] = [], theirs: number[] = [];
  let variances: Float64Array = new Float64Array();
  for (let round = 0; round < rounds; round++) {
    const [seconds, found] = await timed(() => pca(images, { count, dimensions: 784 }));
    ours.push(seconds);
    variances = found.explainedVariance;
    if (sklearn) theirs.push((await ask("pca-randomized", images, count)).seconds);
  }
  print(`  weft                    ${show(ours)}`);
  if (!sklearn) continue;
  print(
    `  scikit-learn randomized ${show(theirs)}, ratio ${
      (median(ours) / median(theirs)).toFixed(2)
    }`,
  );
  const full = await ask("pca-full", images, count);
  const errors = full.variances.map((value, i) => Math.abs(variances[i]! / value - 1));
  print(
    `  scikit-learn full       ${full.seconds.toFixed(3)} s; weft's variances are within ${
      Math.max(...errors).toExponential(1)
    } of its`,
  );
}

for (
  const [name, { images, labels, count }, file] of [
    ["test", dataset.test, values.test],
    ["train", dataset.train, values.train],
  ] as const
) {
  const features = await featuresOf(file, images, count);
  const dimensions = features.length / count;
  print(
    `\nt-SNE, ${count} points (${name}) of ${dimensions} features, perplexity 30, 750 iterations`,
  );
  const maps: Record<string, { times: number[]; coordinates: Float32Array }> = {};
  const add = (who: string, seconds: number, coordinates: Float32Array) => {
    const { times } = maps[who] ??= { times: [], coordinates };
    times.push(seconds);
  };
  const beside = sklearn !== undefined && (count <= 10_000 || values["sklearn-60000"]);
  for (let round = 0; round < rounds; round++) {
    for (const workers of [undefined, 0]) {
      const options = { count, dimensions, ...workers !== undefined && { workers } };
      const [seconds, { coordinates }] = await timed(() => tsne(features, options));
      add(workers === 0 ? "weft, one thread" : "weft", seconds, coordinates);
    }
    if (!beside) continue;
    const { seconds } = await ask("tsne", features, count);
    const bytes = await Deno.readFile(join(folder, "features.map"));
    add("scikit-learn", seconds, new Float32Array(bytes.buffer));
  }
  for (const [who, { times, coordinates }] of Object.entries(maps)) {
    print(`  ${who.padEnd(17)} ${show(times)}`);
    if (who === "weft, one thread") continue;
    const quality = mapQuality(features, coordinates, labels, { count, dimensions });
    const divergence = await exactDivergence(features, coordinates, { count, dimensions });
    print(
      `    exact KL ${divergence.toFixed(4)}, trustworthiness ${
        quality.trustworthiness.toFixed(4)
      }, continuity ${quality.continuity.toFixed(4)}, ` +
        `10-NN ${quality.neighbourAccuracy.toFixed(4)}, linear ${
          quality.linearSeparability.toFixed(4)
        }, silhouette ${quality.silhouette.toFixed(4)}`,
    );
  }
  if (beside) {
    const ratio = median(maps.weft!.times) / median(maps["scikit-learn"]!.times);
    print(`  weft / scikit-learn: ${ratio.toFixed(3)}`);
  }
}

const few = dataset.test.images.subarray(0, FEW * 784);
const shape = { count: FEW, dimensions: 784 };
print(`\nnpm packages, ${FEW} points of 784 bytes`);
for (
  const [what, ours, theirs] of [
    ["PCA, ml-pca", () => pca(few, shape), () => referencePca(few, shape)],
    ["t-SNE, tsne-js", () => tsne(few, shape), () => referenceTsne(few, shape)],
  ] as const
) {
  const [own] = await timed<unknown>(ours);
  const [other] = await timed<unknown>(theirs);
  print(`  ${what.padEnd(15)} ${other.toFixed(2)} s, weft ${own.toFixed(3)} s`);
}

await sklearn?.close();
await Deno.remove(folder, { recursive: true });
const [, peak] =
  /VmHWM:\s+(\d+)/.exec(await Deno.readTextFile("/proc/self/status").catch(() => "")) ?? [];
if (peak !== undefined) {
  print(`\nmost memory of this process: ${Math.round(Number(peak) / 1024)} MiB`);
}
