import assert from "node:assert/strict";
import { pca } from "../pca.ts";
import { tsne } from "../tsne/tsne.ts";
import { IMPLEMENTATIONS } from "./implementations.ts";

const count = 60, dimensions = 5;
const values = Float32Array.from(
  { length: count * dimensions },
  (_, i) => (i * i * 31 % 101) / 50 + i % 5,
);
const features = { name: "embedding", title: "embeddings", values, dimensions } as const;
const { signal } = new AbortController();
const options = { count, perplexity: 10, onProgress: () => {}, signal };

Deno.test("weft's PCA keeps two coordinates and more variances", async () => {
  const { coordinates, explainedVarianceRatio } = await IMPLEMENTATIONS.weft.make(
    "pca",
    features,
    options,
  );
  assert.deepEqual(coordinates, pca(values, { count, dimensions }).coordinates);
  assert.equal(explainedVarianceRatio!.length, dimensions);
});

Deno.test("weft's t-SNE is asked for the perplexity, and tells how far it is", async () => {
  let last = { iteration: 0, iterations: 1 };
  const onProgress = (progress: typeof last) => last = progress;
  const map = await IMPLEMENTATIONS.weft.make("tsne", features, { ...options, onProgress });
  const { coordinates, klDivergence } = await tsne(values, { count, dimensions, perplexity: 10 });
  assert.deepEqual([map.coordinates, map.klDivergence], [coordinates, klDivergence]);
  assert.equal(map.perplexity, 10);
  assert.equal(last.iteration, last.iterations);
});

Deno.test("the reference engine makes maps of the same points, and tells who it is", async () => {
  const { make, title, most } = IMPLEMENTATIONS.reference;
  assert.deepEqual([title, most], [{ pca: "ml-pca", tsne: "tsne-js" }, 1000]);
  const reference = await make("pca", features, options);
  const ours = await IMPLEMENTATIONS.weft.make("pca", features, options);
  reference.explainedVarianceRatio!.forEach((share, i) =>
    assert(Math.abs(share - ours.explainedVarianceRatio![i]!) < 1e-6, `component ${i + 1}`)
  );
  const map = await make("tsne", features, options);
  assert.equal(map.coordinates.length, 2 * count);
  assert(map.klDivergence! > 0);
});

Deno.test("the reference engine tells how far it is, and can be stopped though it never pauses", async () => {
  const stop = new AbortController();
  let told = 0;
  const onProgress = () => {
    if (++told === 2) stop.abort(new DOMException("stopped", "AbortError"));
  };
  const running = IMPLEMENTATIONS.reference.make("tsne", features, {
    ...options,
    onProgress,
    signal: stop.signal,
  });
  await assert.rejects(running, { name: "AbortError", message: "stopped" });
});
