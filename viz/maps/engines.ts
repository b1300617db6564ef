// This module is browser compatible.
import type { Shape } from "../features.ts";
import { pca } from "../pca.ts";
import { tsne, type TsneProgress } from "../tsne/tsne.ts";
import type { FeatureSet, MadeMap, Method } from "./made_map.ts";

/** What an engine is told beside the features. */
export interface EngineOptions {
  /** Number of points. */
  readonly count: number;
  readonly perplexity: number;
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
    options: EngineOptions,
  ) => Promise<MadeMap>;
}

/** Components that the figure of the explained variance shows, where there are so many. */
const COMPONENTS = 30;

/** Engines by the words of `--engine`. */
export const ENGINES: Readonly<Record<"weft", Engine>> = {
  weft: {
    make: async (method, { values, dimensions }, options) => {
      const shape: Shape = { count: options.count, dimensions };
      if (method === "tsne") return await tsne(values, { ...shape, ...options });
      const components = Math.min(COMPONENTS, options.count, dimensions);
      const { coordinates, explainedVarianceRatio } = pca(values, { ...shape, components });
      return {
        coordinates: firstTwo(coordinates, components),
        explainedVarianceRatio,
        notices: [],
      };
    },
  },
};

/** The first two of each point's numbers. */
function firstTwo(coordinates: Float32Array, stride: number): Float32Array {
  const two = new Float32Array(coordinates.length / stride * 2);
  for (let i = 0; i < two.length; i++) two[i] = coordinates[(i >> 1) * stride + (i & 1)]!;
  return two;
}
