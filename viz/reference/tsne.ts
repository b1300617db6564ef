import { throwIfAborted } from "../abort.ts";
import { checkFinite, checkShape, type Features } from "../features.ts";
import { fittingPerplexity, type Tsne, type TsneOptions } from "../tsne/tsne.ts";
import { rotate } from "../tsne/rotate.ts";
import { startMap } from "../tsne/start.ts";
import { checkFewPoints, rowsOf } from "./few_points.ts";

const TASK = "Cannot make the map with tsne-js";
/** Iterations of the package's own early phase; the rest are those that are asked for. */
const LEAST_ITERATIONS = 101;

/**
 * The learning rate. The package's default, 1,000, ends in chaos: in 3 clusters, 60 points stand 50
 * but not 100, 100 points stand 100 but not 200.
 */
const RATE_PER_POINT = 0.5;
const MOST_RATE = 100;

/** What is used of the package, which has no types of its own. */
interface TsneJs {
  /** Takes the points and makes a random start. */
  init(options: { data: number[][]; type: "dense" }): void;
  /** [count, 2]: the map, which the descent changes. */
  readonly outputEmbedding: { readonly data: Float64Array };
  on(event: "progressIter", listener: (progress: [number, number, number]) => void): void;
  /** Runs to the end: the last divergence, and the number of iterations. */
  run(): [divergence: number, iterations: number];
}

/**
 * t-SNE by the npm package tsne-js, to lay beside that of weft: the exact gradient over all pairs.
 * It starts from the same principal components, so that it gives the same map again on the same
 * machine. It is not for browser bundles; it holds the thread until it is done, and needs `new
 * Function`.
 *
 * @param features [count, dimensions], up to 1,000 points.
 * @throws {WeftError} As `tsne` does, and `usage` where there are more points.
 */
export async function referenceTsne(features: Features, options: TsneOptions): Promise<Tsne> {
  const { count, dimensions, iterations = 750, onProgress, signal } = options;
  checkShape(TASK, features, options);
  checkFinite(TASK, features, options);
  checkFewPoints("tsne-js", count);
  throwIfAborted("The map was called off", signal);
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
  const start = startMap(
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
