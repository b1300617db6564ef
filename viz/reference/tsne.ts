import { throwIfAborted } from "../abort.ts";
import { checkFinite, checkShape, type Features } from "../features.ts";
import { fittingPerplexity, type Tsne, type TsneOptions } from "../tsne/tsne.ts";
import { rotate } from "../tsne/rotate.ts";
import { initialMap } from "../tsne/initial_map.ts";
import { checkFewPoints, rowsOf } from "./few_points.ts";

const FAILURE = "Cannot compute the map with tsne-js";
/** The least number of iterations: the package exaggerates for the first hundred. */
const LEAST_ITERATIONS = 101;

/**
 * The learning rate for each point. The package's default rate, 1,000, diverges on small sets. With
 * 3 clusters, 60 points converge at a rate of 50 but not 100, and 100 points at 100 but not 200.
 */
const RATE_PER_POINT = 0.5;
const MOST_RATE = 100;

/** The used part of the package, which has no types. */
interface TsneJs {
  /** Sets the points and a random start. */
  init(options: { data: number[][]; type: "dense" }): void;
  /** [count, 2]: the map; the descent changes it in place. */
  readonly outputEmbedding: { readonly data: Float64Array };
  on(event: "progressIter", listener: (progress: [number, number, number]) => void): void;
  /** Runs all iterations and returns the last divergence and the number of iterations. */
  run(): [divergence: number, iterations: number];
}

/**
 * t-SNE by the npm package tsne-js, for comparison with `tsne`. It computes the exact gradient over
 * all pairs. It starts from the same principal components as `tsne` instead of random numbers, so
 * that a machine gives the same map each time. It is not for browser bundles: it needs `new
 * Function`, and it holds the thread until it is done.
 *
 * @param features [count, dimensions], up to 1,000 points.
 * @throws {WeftError} The errors of `tsne`, and `usage` where there are more points.
 */
export async function referenceTsne(features: Features, options: TsneOptions): Promise<Tsne> {
  const { count, dimensions, iterations = 750, onProgress, signal } = options;
  checkShape(FAILURE, features, options);
  checkFinite(FAILURE, features, options);
  checkFewPoints("tsne-js", count);
  throwIfAborted("The map was stopped", signal);
  const notices: string[] = [];
  const perplexity = fittingPerplexity(options, notices);
  const { default: TsneJs } = await import("tsne-js") as unknown as {
    default: new (settings: Record<string, number>) => TsneJs;
  };
  const model = new TsneJs({
    dim: 2,
    perplexity,
    nIter: Math.max(LEAST_ITERATIONS, iterations),
    learningRate: Math.min(MOST_RATE, count * RATE_PER_POINT),
  });
  model.init({ data: rowsOf(features, dimensions), type: "dense" });
  const start = initialMap(
    rotate(features, options),
    Int32Array.from({ length: count }, (_, i) => i),
  );
  if (start !== undefined) model.outputEmbedding.data.set(start);
  model.on("progressIter", ([iteration]) => onProgress?.({ iteration, iterations }));
  const [klDivergence, done] = model.run();
  return {
    coordinates: Float32Array.from(model.outputEmbedding.data),
    klDivergence,
    perplexity,
    iterations: done,
    notices,
  };
}
