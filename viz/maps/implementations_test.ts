import assert from "node:assert/strict";
import { pca } from "../pca.ts";
import { tsne } from "../tsne/tsne.ts";
import { IMPLEMENTATIONS } from "./implementations.ts";

const { weft, reference } = IMPLEMENTATIONS;
const count = 60, dimensions = 5;
const values = Float32Array.from(
  { length: count * dimensions },
  (_, i) => (i * i * 31 % 101) / 50 + i % 5,
);
const features = { name: "embedding", title: "embeddings", values, dimensions } as const;
const { signal } = new AbortController();
const options = { count, perplexity: 10, onProgress: () => {}, signal };

Deno.test("weft's PCA keeps two coordinates, and the variances of more components", async () => {
  const { coordinates, explainedVarianceRatio } = await weft.compute("pca", features, options);
  assert.deepEqual(coordinates, pca(values, { count, dimensions }).coordinates);
  assert.equal(explainedVarianceRatio!.length, dimensions);
});

Deno.test("weft's t-SNE has the given perplexity and reports progress to the end", async () => {
  let last = { iteration: 0, iterations: 1 };
  const onProgress = (progress: typeof last) => last = progress;
  const map = await weft.compute("tsne", features, { ...options, onProgress });
  const { coordinates, klDivergence } = await tsne(values, { count, dimensions, perplexity: 10 });
  assert.deepEqual([map.coordinates, map.klDivergence], [coordinates, klDivergence]);
  assert.equal(map.perplexity, 10);
  assert.equal(last.iteration, last.iterations);
});

Deno.test("the reference implementation maps the same points and names its packages", async () => {
  const { title, mostPoints } = reference;
  assert.deepEqual([title, mostPoints], [{ pca: "ml-pca", tsne: "tsne-js" }, 1000]);
  const theirs = await reference.compute("pca", features, options);
  const ours = await weft.compute("pca", features, options);
  theirs.explainedVarianceRatio!.forEach((share, i) =>
    assert(Math.abs(share - ours.explainedVarianceRatio![i]!) < 1e-6, `component ${i + 1}`)
  );
  const map = await reference.compute("tsne", features, options);
  assert.equal(map.coordinates.length, 2 * count);
  assert(map.klDivergence! > 0);
});

Deno.test("the reference implementation reports progress and stops at an abort", async () => {
  const stop = new AbortController();
  let reports = 0;
  const onProgress = () => {
    if (++reports === 2) stop.abort(new DOMException("stopped", "AbortError"));
  };
  const running = reference.compute("tsne", features, {
    ...options,
    onProgress,
    signal: stop.signal,
  });
  await assert.rejects(running, { name: "AbortError", message: "stopped" });
});
