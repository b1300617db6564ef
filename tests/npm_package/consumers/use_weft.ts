// This module is browser compatible.

import { classify, curves, loadModel, pca, scatter, tsne } from "weft";

/**
 * What a project that uses weft finds out; the same in every runtime that runs the same build of
 * ONNX Runtime.
 */
export interface Findings {
  /** Where the model ran. */
  readonly provider: string;
  /** What the model says of an image. */
  readonly label: string;
  /** [classes], exact: a float32 survives JSON. */
  readonly probabilities: readonly number[];
  /** SHA-256 of coordinates and figures. */
  readonly hashes: Readonly<Record<string, string>>;
}

const COUNT = 700, DIMENSIONS = 10;

/**
 * Classifies an image, makes both maps, draws figures.
 *
 * @param backend As for `loadModel`.
 */
export async function useWeft(backend: "auto" | "cpu" | "wasm"): Promise<Findings> {
  const model = await loadModel("zoo:lenet", { backend });
  const [result] = await classify(model, Uint8Array.from({ length: 784 }, (_, i) => i * i % 251));
  const { provider } = model.session;
  await model.close();
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 7);
  const features = Float32Array.from({ length: COUNT * DIMENSIONS }, (_, i) => {
    const label = Math.floor(i / DIMENSIONS) % 7;
    return (i * i % 1009) / 1009 + (i * label) % DIMENSIONS;
  });
  const shape = { count: COUNT, dimensions: DIMENSIONS };
  const plane = pca(features, shape);
  const map = await tsne(features, { ...shape, iterations: 300 });
  const figures = [
    scatter(map, { labels, title: "A map" }),
    curves({
      ...{ title: "Training", epochs: [1, 2, 3] },
      panels: [{ title: "Loss", series: [{ name: "train", values: [0.6, 0.4, 0.3] }] }],
    }),
  ];
  return {
    provider,
    label: result!.label,
    probabilities: [...result!.probabilities],
    hashes: {
      pca: await hashOf(plane.coordinates),
      tsne: await hashOf(map.coordinates),
      figures: await hashOf(new TextEncoder().encode(figures.join("\n"))),
    },
  };
}

async function hashOf(values: Float32Array | Uint8Array): Promise<string> {
  const bytes = new Uint8Array(values.length * values.BYTES_PER_ELEMENT);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
