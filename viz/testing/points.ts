import { createGenerator } from "../../data/random.ts";

/**
 * Points in clusters, made by arithmetic that is the same everywhere: float32 [count, dimensions].
 * Each cluster has its own centre and spread, and the features fall off, as those of real data do.
 */
export function clusters(
  count: number,
  dimensions: number,
  { clusters = 5, seed = 1 }: { clusters?: number; seed?: number } = {},
): { features: Float32Array<ArrayBuffer>; labels: Uint8Array } {
  const generator = createGenerator(seed);
  // Twelve uniform numbers are close to a normal one, and their sum is exact.
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

/** The same as bytes, 0 to 255. */
export function byteClusters(count: number, dimensions: number): Uint8Array<ArrayBuffer> {
  const { features } = clusters(count, dimensions);
  return Uint8Array.from(
    features,
    (value) => Math.max(0, Math.min(255, Math.round(128 + 8 * value))),
  );
}
