// This module is browser compatible.

import { curves, pca, scatter, tsne } from "weft-ml";
import { classifyImage, type Prediction } from "./classify_image.ts";

/** The results of a project that uses weft. All hosts with the same backend have the same. */
export interface Results extends Prediction {
  /** SHA-256 of coordinates and figures. */
  readonly hashes: Readonly<Record<string, string>>;
}

const COUNT = 700, DIMENSIONS = 10;

/**
 * Classifies an image, makes both maps and draws figures.
 *
 * @param backend As for `loadModel`.
 */
export async function useWeft(backend: "auto" | "cpu" | "wasm"): Promise<Results> {
  const prediction = await classifyImage(backend);
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
    ...prediction,
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
