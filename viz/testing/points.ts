import { createGenerator } from "../../data/random.ts";

/**
 * Points in clusters, float32 [count, dimensions], by arithmetic that is the same in every
 * JavaScript engine. Each cluster has its own centre. The variance falls from feature to feature,
 * as in real data.
 */
export function clusters(
  count: number,
  dimensions: number,
  { clusters = 5, seed = 1 }: { clusters?: number; seed?: number } = {},
): { features: Float32Array<ArrayBuffer>; labels: Uint8Array } {
  const generator = createGenerator(seed);
  // The sum of twelve uniform numbers is nearly normal, and exact.
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += generator.uniform();
    return sum;
  };
  const centres = Array.from({ length: clusters * dimensions }, () => 3 * normal());
  const features = new Float32Array(count * dimensions);
  const labels = new Uint8Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    const label = labels[i] = i % clusters;
    for (let d = 0; d < dimensions; d++, at++) {
      features[at] = (centres[label * dimensions + d]! + normal()) * 4 / (4 + d);
    }
  }
  return { features, labels };
}

/** The points of {@linkcode clusters} as bytes, 0 to 255. */
export function byteClusters(count: number, dimensions: number): Uint8Array<ArrayBuffer> {
  const { features } = clusters(count, dimensions);
  return Uint8Array.from(
    features,
    (value) => Math.max(0, Math.min(255, Math.round(128 + 8 * value))),
  );
}
