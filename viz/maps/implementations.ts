import { type Pca, pca, type PcaOptions } from "../pca.ts";
import { MOST_POINTS } from "../reference/few_points.ts";
import { type Tsne, tsne, type TsneOptions, type TsneProgress } from "../tsne/tsne.ts";
import { beside } from "./run_in_worker.ts";
import type { ComputedMap, FeatureSet, Method } from "./computed_map.ts";

/** What an engine is told beside the features. */
export interface ComputeOptions {
  /** Number of points. */
  readonly count: number;
  readonly perplexity: number;
  /** Threads of weft's t-SNE, which change its speed only. Default: one for each core. */
  readonly threads?: number;
  readonly onProgress: (progress: Pick<TsneProgress, "iteration" | "iterations">) => void;
  readonly signal: AbortSignal;
}

/** Who makes maps. */
export interface Engine {
  /** What figures call it; weft itself needs no name. */
  readonly title?: Readonly<Record<Method, string>>;
  /** Points that it can take. */
  readonly most?: number;
  /** Makes a map of features. */
  readonly make: (
    method: Method,
    features: FeatureSet,
    options: ComputeOptions,
  ) => Promise<ComputedMap>;
}

/** Components that the figure of the explained variance shows, where there are so many. */
const COMPONENTS = 30;

/** Engines by the words of `--engine`. */
export const IMPLEMENTATIONS: Readonly<Record<"weft" | "reference", Engine>> = {
  weft: {
    make: async (method, features, options) =>
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
    most: MOST_POINTS,
    make: async (method, features, options) =>
      method === "tsne"
        ? await byReference<Tsne>({ tsne: tsneOptions(features, options) }, features, options)
        : pcaMap(
          await byReference<Pca>({ pca: pcaOptions(features, options) }, features, options),
          options,
        ),
  },
};

/** Only here are packages loaded that nobody else needs. */
async function byReference<Answer>(
  work: { readonly pca: PcaOptions } | { readonly tsne: TsneOptions },
  { values }: FeatureSet,
  { signal, onProgress }: ComputeOptions,
): Promise<Answer> {
  const module = new URL("./reference_worker.ts", import.meta.url);
  return await beside<Answer, TsneProgress>(
    module,
    { ...work, features: values },
    signal,
    onProgress,
  );
}

function tsneOptions({ dimensions }: FeatureSet, { count, perplexity }: ComputeOptions) {
  return { count, dimensions, perplexity };
}

/** One thread needs no worker beside it; of several, the calling one only waits. */
function workersOf({ threads }: ComputeOptions): { readonly workers?: number } {
  return threads === undefined ? {} : { workers: threads === 1 ? 0 : threads };
}

function pcaOptions({ dimensions }: FeatureSet, { count }: ComputeOptions) {
  return { count, dimensions, components: Math.min(COMPONENTS, count, dimensions) };
}

/** The first two coordinates of each point, and the variance of all components. */
function pcaMap(
  { coordinates, explainedVarianceRatio }: Pick<Pca, "coordinates" | "explainedVarianceRatio">,
  { count }: ComputeOptions,
): ComputedMap {
  const stride = coordinates.length / count;
  const two = new Float32Array(2 * count);
  for (let i = 0; i < two.length; i++) two[i] = coordinates[(i >> 1) * stride + (i & 1)]!;
  return { coordinates: two, explainedVarianceRatio, notices: [] };
}
