import assert from "node:assert/strict";
import type { MeasuredMap } from "./computed_map.ts";
import { mapFiles, type MapImages } from "./map_files.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const quality = {
  trustworthiness: 0.9126,
  continuity: 0.8,
  neighbourAccuracy: 0.7029,
  linearSeparability: 0.5,
  heldOutSeparability: 0.5,
  silhouette: -0.1,
};
const embedding = {
  name: "embedding",
  title: "embeddings",
  values: new Float32Array(12),
  dimensions: 4,
} as const;
const pcaMap: MeasuredMap = {
  coordinates: Float32Array.of(0.1, -2, 1e-7, 3, 5, 1 / 3),
  explainedVarianceRatio: Float64Array.of(0.5, 0.25, 0.125),
  features: embedding,
  method: "pca",
  quality,
  notices: [],
};
const { explainedVarianceRatio: _, ...withoutVariance } = pcaMap;
const tsneMap: MeasuredMap = {
  ...withoutVariance,
  method: "tsne",
  klDivergence: 1.51729,
  perplexity: 29.666666,
  iterations: 750,
};
const images: MapImages = {
  images: new Uint8Array(3 * IMAGE_PIXELS),
  labels: Uint8Array.of(1, 0, 1),
  classes: ["T-shirt, top", "Bag"],
  model: "LeNet",
  source: "Fashion-MNIST, 3 test images",
  accuracy: 2 / 3,
  synthetic: false,
};
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);

Deno.test("PCA gives dots, thumbnails and explained variance, t-SNE the first two", () => {
  const names = (map: MeasuredMap) => mapFiles("name", map, images).figures.map(([name]) => name);
  assert.deepEqual(names(pcaMap), ["name", "name-images", "name-variance"]);
  assert.deepEqual(names(tsneMap), ["name", "name-images"]);
  const [[, svg]] = mapFiles("name", pcaMap, images).figures as [[string, string]];
  assert(textsOf(svg).includes("PC 2 (25.0% of the variance)"));
});

Deno.test("figures name the model, the data, the accuracy and the quality of the map", () => {
  for (const [name, svg] of mapFiles("name", tsneMap, images).figures) {
    const texts = textsOf(svg).join("\n");
    assert.match(
      texts,
      /^LeNet: t-SNE of its embeddings\nFashion-MNIST, 3 test images · accuracy 66\.67%/,
    );
    assert.match(texts, /perplexity 29\.67, 750 iterations · KL divergence 1\.517 nats/);
    assert.match(texts, /trustworthiness 0\.913 · continuity 0\.800 · 10-NN accuracy 70\.3%/, name);
    assert.match(texts, /linear separability 50\.0%/);
  }
});

Deno.test("maps of pixels do not name the model, and maps by another package name it", () => {
  const features = { ...embedding, name: "pixels", title: "pixels" } as const;
  const [[, svg]] = mapFiles("name", { ...pcaMap, features }, images, "ml-pca").figures as [
    [string, string],
  ];
  const texts = textsOf(svg);
  assert.deepEqual(texts.slice(0, 2), ["PCA of pixels", "Fashion-MNIST, 3 test images"]);
  assert.match(texts.join("\n"), /by ml-pca · trustworthiness/);
});

Deno.test("all figures of synthetic images have a note about them", () => {
  const { figures } = mapFiles("name", pcaMap, { ...images, synthetic: true });
  for (const [name, svg] of figures) assert(textsOf(svg).includes("synthetic data"), name);
});

Deno.test("every coordinate of the CSV reads back as the same float32", () => {
  const [name, text] = mapFiles("name", pcaMap, images).csv;
  assert.equal(name, "name");
  const [head, ...rows] = text.trimEnd().split("\n");
  assert.equal(head, "index,x,y,label,class");
  assert.equal(rows[1], '1,1.00000001e-7,3,0,"T-shirt, top"');
  const read = rows.flatMap((row) => row.split(",").slice(1, 3).map(Number));
  assert.deepEqual(Float32Array.from(read), pcaMap.coordinates);
});
