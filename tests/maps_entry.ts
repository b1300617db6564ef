// This module is browser compatible.

/**
 * The code that viz/recorded_maps_test.ts runs in Deno, and maps_everywhere_test.ts in other hosts:
 * hashes of maps of computed points.
 *
 * @module
 */

import { mapQuality } from "../viz/quality/quality.ts";
import { pca } from "../viz/pca.ts";
import { byteClusters, clusters } from "../viz/testing/points.ts";
import { tsne, type TsneOptions } from "../viz/tsne/tsne.ts";

/** The hash of each map, and the notices, which may differ between hosts. */
export interface MapHashes {
  readonly hashes: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
}

/**
 * Computes all maps.
 *
 * @param workers The option of {@linkcode TsneOptions}.
 */
export async function hashMaps(workers?: number): Promise<MapHashes> {
  const hashes: Record<string, string> = {};
  const notices: string[] = [];
  const map = async (name: string, features: Float32Array | Uint8Array, options: TsneOptions) => {
    const result = await tsne(features, { ...options, ...workers !== undefined && { workers } });
    hashes[name] = await hashOf(result.coordinates);
    hashes[`${name}: divergence`] = await hashOf(Float64Array.of(result.klDivergence));
    notices.push(...result.notices);
    return result.coordinates;
  };
  const few = clusters(300, 12), many = clusters(2500, 24);
  const bytes = byteClusters(900, 70), wide = clusters(60, 200);
  const shape = { count: 2500, dimensions: 24 };
  await map("t-SNE, all pairs", few.features, { count: 300, dimensions: 12 });
  const coordinates = await map("t-SNE, mesh", many.features, { ...shape, iterations: 300 });
  await map("t-SNE of bytes", bytes, {
    count: 900,
    dimensions: 70,
    perplexity: 12,
    iterations: 90,
  });
  await map("t-SNE of a line", Float32Array.from({ length: 100 }, (_, i) => i), {
    ...{ count: 100, dimensions: 1, perplexity: 5, iterations: 90 },
  });
  hashes.quality = await hashOf(
    Float64Array.from(Object.values(mapQuality(many.features, coordinates, many.labels, shape))),
  );
  for (
    const [name, features, count, dimensions, components] of [
      ["PCA of floats", many.features, 2500, 24, 24],
      ["PCA of bytes", bytes, 900, 70, 2],
      ["PCA of few points", wide.features, 60, 200, 5],
    ] as const
  ) {
    const found = pca(features, { count, dimensions, components });
    hashes[name] = await hashOf(found.coordinates);
    hashes[`${name}: components`] = await hashOf(found.components);
    hashes[`${name}: variances`] = await hashOf(found.explainedVariance);
  }
  return { hashes, notices };
}

async function hashOf(values: Float32Array | Float64Array): Promise<string> {
  const bytes = new Uint8Array(values.length * values.BYTES_PER_ELEMENT);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
