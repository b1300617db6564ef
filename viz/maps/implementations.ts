import { type Pca, pca, type PcaOptions } from "../pca.ts";
import { MOST_POINTS } from "../reference/few_points.ts";
import { type Tsne, tsne, type TsneOptions, type TsneProgress } from "../tsne/tsne.ts";
import type { ComputedMap, FeatureSet, Method } from "./computed_map.ts";
import { runInWorker } from "./run_in_worker.ts";

/** The settings of a map and the hooks of the caller. */
export interface ComputeOptions {
  /** Number of points. */
  readonly count: number;
  readonly perplexity: number;
  /** Threads of weft's t-SNE. They change its speed only. Default: one for each core. */
  readonly threads?: number;
  readonly onProgress: (progress: Pick<TsneProgress, "iteration" | "iterations">) => void;
  readonly signal: AbortSignal;
}

/** An implementation of both methods. */
export interface MapImplementation {
  /** The packages that figures name; none for weft. */
  readonly title?: Readonly<Record<Method, string>>;
  /** The largest number of points. Default: no limit. */
  readonly mostPoints?: number;
  /** Computes a map of some features. */
  readonly compute: (
    method: Method,
    features: FeatureSet,
    options: ComputeOptions,
  ) => Promise<ComputedMap>;
}

/** Components in the figure of the explained variance, at most. */
const COMPONENTS = 30;

/** The implementations by the values of `--implementation`. */
export const IMPLEMENTATIONS: Readonly<Record<"weft" | "reference", MapImplementation>> = {
  weft: {
    compute: async (method, features, options) =>
      method === "tsne"
        ? await tsne(features.values, {
          ...tsneOptions(features, options),
          ...workersOf(options),
          onProgress: options.onProgress,
          signal: options.signal,
        })
        : pcaMap(pca(features.values, pcaOptions(features, options)), options),
  },
  reference: {
    title: { pca: "ml-pca", tsne: "tsne-js" },
    mostPoints: MOST_POINTS,
    compute: async (method, features, options) =>
      method === "tsne"
        ? await byReference<Tsne>({ tsne: tsneOptions(features, options) }, features, options)
        : pcaMap(
          await byReference<Pca>({ pca: pcaOptions(features, options) }, features, options),
          options,
        ),
  },
};

/** Runs a reference package in a worker, the only module that loads these packages. */
async function byReference<Result>(
  request: { readonly pca: PcaOptions } | { readonly tsne: TsneOptions },
  { values }: FeatureSet,
  { signal, onProgress }: ComputeOptions,
): Promise<Result> {
  const module = new URL("./reference_worker.ts", import.meta.url);
  return await runInWorker<Result, TsneProgress>(
    module,
    { ...request, features: values },
    signal,
    onProgress,
  );
}

function tsneOptions({ dimensions }: FeatureSet, { count, perplexity }: ComputeOptions) {
  return { count, dimensions, perplexity };
}

/**
 * The workers for a number of threads. One thread is the calling one; more are all workers, since
 * the caller only waits.
 */
function workersOf({ threads }: ComputeOptions): { readonly workers?: number } {
  return threads === undefined ? {} : { workers: threads === 1 ? 0 : threads };
}

function pcaOptions({ dimensions }: FeatureSet, { count }: ComputeOptions) {
  return { count, dimensions, components: Math.min(COMPONENTS, count, dimensions) };
}

/** The map of the first two components, with the variances of all. */
function pcaMap(
  { coordinates, explainedVarianceRatio }: Pick<Pca, "coordinates" | "explainedVarianceRatio">,
  { count }: ComputeOptions,
): ComputedMap {
  const stride = coordinates.length / count;
  const two = new Float32Array(2 * count);
  for (let i = 0; i < two.length; i++) two[i] = coordinates[(i >> 1) * stride + (i & 1)]!;
  return { coordinates: two, explainedVarianceRatio, notices: [] };
}
