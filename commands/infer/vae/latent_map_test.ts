import assert from "node:assert/strict";
import { record } from "../../../cli/testing/recorded.ts";
import type { Dataset } from "../../../data/dataset.ts";
import { scatter, tsne } from "../../../viz/mod.ts";
import { latentMap } from "./latent_map.ts";

const ABOUT = { title: "Fashion-MNIST", synthetic: false, classes: ["Bag", "Coat"] };
const dataset = ABOUT as unknown as Dataset;

async function mapOf(mean: Float32Array, latentSize: number) {
  const count = mean.length / latentSize;
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const stderr = record();
  const { signal } = new AbortController();
  const context = { stdout: record(), stderr, signal };
  const draw = await latentMap(mean, latentSize, { labels, dataset, title: "VAE", context });
  const heading = {
    ...{ title: "VAE: the latent space", synthetic: false, labels, classes: ["Bag", "Coat"] },
    subtitle: `Fashion-MNIST, means of ${count.toLocaleString("en")} images`,
  };
  return { draw, heading, printed: stderr.text };
}

const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * i));

Deno.test("a latent plane is drawn as it is", async () => {
  const mean = Float32Array.of(1, 2, 3, 4);
  const { draw, heading } = await mapOf(mean, 2);
  const axes: [string, string] = ["dimension 1", "dimension 2"];
  const expected = scatter({ coordinates: mean }, { ...heading, axes, theme: "light" });
  assert.equal(draw!(), expected);
});

Deno.test("more dimensions are reduced by t-SNE, and the note says so", async () => {
  const mean = numbers(30 * 3);
  const { draw, heading, printed } = await mapOf(mean, 3);
  const map = await tsne(mean, { count: 30, dimensions: 3 });
  const note = `t-SNE of 3 dimensions, perplexity ${map.perplexity}`;
  assert.equal(draw!("dark"), scatter(map, { ...heading, note, theme: "dark" }));
  assert.equal(printed, "", "few points show no progress");
});

Deno.test("one image and one dimension have no map", async () => {
  assert.equal((await mapOf(numbers(2), 2)).draw, undefined);
  assert.equal((await mapOf(numbers(5), 1)).draw, undefined);
});
