import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { targets } from "../../compiler/mod.ts";
import type { Dataset } from "../../data/dataset.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { vaes } from "../../models/mod.ts";
import type { VaeConfig } from "../config.ts";
import { bandImages, sampleConfig, sampleDataset } from "../testing/sample_run.ts";
import { SAMPLES, SHOWN } from "./results.ts";
import { vaeTraining } from "./training.ts";

await tf.setBackend("cpu");

const CONFIG: VaeConfig = { ...sampleConfig(), model: "vae", latent: 2, beta: 2.5, klWarmUp: 0 };
const SESSION = { backend: "cpu", threads: 1 } as const;
const TRAIN = bandImages(30);

const training = vaeTraining(vaes.vae!);
/** The files of a VAE that has not been trained. */
const FILES = (() => {
  const { step, files } = training.compile(CONFIG, 10, targets.cpu);
  return files(new Map(step.state.map(({ name, initial }) => [name, initial as Float32Array])), {});
})();

function test(config: VaeConfig, images: number, onProgress = (_done: number, _all: number) => {}) {
  const dataset: Dataset = { ...sampleDataset, test: bandImages(images) };
  return training.test(FILES, { config, dataset, train: TRAIN, session: SESSION, onProgress });
}

Deno.test("the test of a VAE compares its bounds and its reconstructions", async () => {
  const progress: [number, number][] = [];
  const result = await test(CONFIG, 50, (done, all) => progress.push([done, all]));
  const { bce, kl, elbo, importanceWeighted, mse } = result.scores;
  assert.ok(Math.abs(elbo + bce + kl) < 1e-9);
  assert.ok(importanceWeighted > elbo && result.floor < bce);
  assert.deepEqual(progress.at(-1), [50, 50]);

  const { images } = bandImages(50);
  assert.deepEqual(result.originals, images.subarray(0, SHOWN * IMAGE_PIXELS));
  assert.equal(result.reconstructions.length, SHOWN * IMAGE_PIXELS);
  assert.equal(result.generated.length, SAMPLES * IMAGE_PIXELS);
  let sum = 0;
  for (const [i, level] of result.reconstructions.entries()) sum += (level - images[i]! / 255) ** 2;
  // Of 40 of the 50 images, which are alike.
  const shown = sum / result.reconstructions.length;
  assert.ok(Math.abs(shown - mse) < 0.02 * mse, `${shown} ${mse}`);
  assert.equal(result.pca.components, 2);
});

Deno.test("a recipe decides the samples of the importance-weighted bound", async () => {
  const samples = (["default", "best", "fast"] as const).map(async (recipe) => {
    const { importanceSamples, originals } = await test({ ...CONFIG, recipe }, 1);
    assert.equal(originals.length, IMAGE_PIXELS, "no more images than there are");
    return importanceSamples;
  });
  assert.deepEqual(await Promise.all(samples), [64, 64, 8]);
});

Deno.test("the validation of a VAE weighs the divergence by beta", async () => {
  const { loss, bce, kl } = await training.validate(FILES, TRAIN, SESSION, CONFIG);
  assert.equal(loss, bce! + 2.5 * kl!);
});

Deno.test("a VAE's scores are shown with the bound, and its folder in the next command", () => {
  const text = training.scoresText({ bce: 250.126, kl: 10.5 });
  assert.equal(text, "elbo -260.63 bce 250.13 kl 10.50");
  const next = "deno task infer --task reconstruct --split test --model 'my run' --out pictures";
  assert.equal(training.nextCommand("my run"), next);
});
