import type { Shape } from "../viz/features.ts";
import { startThreads } from "../viz/kernels/threads.ts";
import { symmetricEdges } from "../viz/tsne/edges.ts";
import { nearestNeighbours } from "../viz/tsne/neighbours.ts";
import { rotate } from "../viz/tsne/rotate.ts";

const PERPLEXITY = 30;

/**
 * The Kullback-Leibler divergence of a map at perplexity 30 with the sum over all pairs, so that
 * maps from different programs can be compared: each reports its own approximation.
 */
export async function exactDivergence(
  features: Float32Array,
  map: Float32Array,
  { count, dimensions }: Shape,
): Promise<number> {
  const { threads } = await startThreads(navigator.hardwareConcurrency);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const neighbours = await nearestNeighbours(
    ...[rotate(features, { count, dimensions }), order, 3 * PERPLEXITY, PERPLEXITY] as const,
    ...[threads, () => {}] as const,
  );
  for (const thread of threads) thread.close();
  const { rows, others, affinities } = symmetricEdges(neighbours, count);
  let z = 0;
  for (let i = 0; i < count; i++) {
    const x = map[2 * i]!, y = map[2 * i + 1]!;
    let sum = 0;
    for (let j = 0; j < i; j++) {
      const dx = x - map[2 * j]!, dy = y - map[2 * j + 1]!;
      sum += 1 / (1 + dx * dx + dy * dy);
    }
    z += 2 * sum;
  }
  let divergence = 0;
  for (let i = 0; i < count; i++) {
    for (let e = rows[i]!; e < rows[i + 1]!; e++) {
      const affinity = affinities[2 * e + 1]!, j = others[2 * e]!;
      if (affinity === 0) continue;
      const dx = map[2 * i]! - map[2 * j]!, dy = map[2 * i + 1]! - map[2 * j + 1]!;
      divergence += affinity * Math.log(affinity * z * (1 + dx * dx + dy * dy));
    }
  }
  return divergence;
}
