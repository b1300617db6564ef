import assert from "node:assert/strict";
import { join } from "node:path";
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { bandClassifier, BANDS } from "../../../tests/models/band_classifier.ts";
import { mapQuality } from "../../../viz/quality/quality.ts";
import { pca } from "../../../viz/pca.ts";
import { figuresIn, plainText, tablesIn } from "../document/document.ts";
import { percent } from "../format.ts";
import { sampleOptions } from "../testing/sample_report.ts";
import { classifierRun } from "../testing/sample_trained_runs.ts";
import { stageContext } from "../testing/stage_context.ts";
import { type MapsResult, mapsStage } from "./maps_stage.ts";

/** Runs the stage on 20 images with classifiers whose embedding is 14 bands. */
async function runStage(signal = new AbortController().signal) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "model.onnx"), bandClassifier());
    const options = sampleOptions();
    const needs = Object.fromEntries(
      ["lenet", "lenet-modified"].map((model) => [
        `train-${model}`,
        { ...classifierRun(model, model), folder },
      ]),
    );
    const context = stageContext(needs, { options, signal });
    const { data, blocks } = await mapsStage(options).run(context);
    return { data: data as MapsResult, blocks, context, test: options.dataset.test };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the stage maps pixels and embeddings by both methods, and measures them", async () => {
  const { data, blocks, context, test } = await runStage();
  assert.deepEqual(Object.keys(data.maps), ["pixels", "lenet", "lenet-modified"]);
  const shape = { count: 20, dimensions: IMAGE_PIXELS };
  const components = pca(test.images, { ...shape, components: 20 });
  const two = Float32Array.from(
    { length: 40 },
    (_, i) => components.coordinates[20 * (i >> 1) + i % 2]!,
  );
  const [first, second] = components.explainedVarianceRatio;
  const { title, pca: quality, explained } = data.maps.pixels!;
  assert.deepEqual(quality, mapQuality(test.images, two, test.labels, shape));
  assert.equal(explained, first! + second!);
  assert.equal(title, "the pixels");
  assert.equal(data.maps.lenet!.title, "LeNet's features");
  assert.notDeepEqual(data.maps.lenet!.pca, quality);
  assert.deepEqual(data.maps.lenet, { ...data.maps["lenet-modified"], title: "LeNet's features" });

  const [table] = tablesIn(blocks);
  const rows = table!.rows.map((row) => row.map((cell) => plainText(cell)));
  assert.deepEqual(rows.map(([features, map]) => `${features} ${map}`), [
    ...["Pixels PCA", "Pixels t-SNE", "LeNet's features PCA", "LeNet's features t-SNE"],
    ...["Modified LeNet's features PCA", "Modified LeNet's features t-SNE"],
  ]);
  assert.equal(rows[0]!.at(-1), percent(explained, 1));
  assert.equal(rows[1]!.at(-1), "–");
  assert.equal(rows[0]![2], percent(quality.heldOutSeparability, 1));
  assert.deepEqual(table!.columns.map(({ align = "left" }) => align), [
    ...["left", "left", "right", "right", "right", "right", "right", "right"],
  ]);
  const shares = context.reported.map(([share]) => share);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b), "progress only grows");
  assert.ok(shares[0]! >= 0.05 && shares.at(-1)! <= 1 && shares.at(-1)! > 0.8);
  const notes = new Set(context.reported.map(([, note]) => note));
  for (const note of ["t-SNE of the pixels", "measuring PCA of LeNet's features"]) {
    assert.ok(notes.has(note), [...notes].join());
  }
});

Deno.test("each map is a figure with its scores, and names its run", async () => {
  const { blocks, data } = await runStage();
  const figures = figuresIn(blocks);
  assert.deepEqual(figures.map(({ name }) => name), [
    ...["maps-pixels", "maps-pixels-variance", "maps-lenet", "maps-lenet-variance"],
    ...["maps-lenet-modified", "maps-lenet-modified-variance"],
  ]);
  const caption = (at: number) => plainText(figures[at]!.caption);
  assert.equal(caption(0), "PCA beside t-SNE. Input: the pixels, 784 numbers per image.");
  assert.equal(
    caption(3),
    "The variance that each principal component explains. " +
      `Input: LeNet's features, ${BANDS} numbers per image; run lenet-1.`,
  );
  const { svg } = figures[0]!, { pca, explained } = data.maps.pixels!;
  const notes = [
    `linear separability ${percent(pca.heldOutSeparability, 1)} (held out)`,
    `10-NN accuracy ${percent(pca.neighbourAccuracy, 1)}`,
    `${percent(explained, 1)} of the variance`,
    /KL divergence \d\.\d{3} nats/,
    "Synthetic garments, 20 test images",
  ];
  const text = svg.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  for (const note of notes) {
    assert.ok(typeof note === "string" ? text.includes(note) : note.test(text), `${note} ${text}`);
  }
});

Deno.test("the stage stops at an abort", async () => {
  await assert.rejects(runStage(AbortSignal.abort(new Error("stopped"))), /stopped/);
});
