/**
 * Runs of the models, with invented scores. For tests only.
 *
 * @module
 */

import type { VaeSummary } from "../../../train/vae/card.ts";
import type { ClassifierResult } from "../classifier/classifier_result.ts";
import type { TrainedRun } from "../training/trained_run.ts";

const SUMMARY = {
  ...{ dataset: "fashion-mnist", synthetic: false, provider: "cpu" },
  ...{ parameters: 61_706, epochs: 5, seconds: 65, imagesPerSecond: 4321 },
};

function run(model: string, summary: TrainedRun["summary"]): TrainedRun {
  const dataset = { title: "Fashion-MNIST", synthetic: false };
  const config = { model, dataset, recipe: "default", seed: 3, epochs: 5 } as TrainedRun["config"];
  return {
    folder: `runs/${model}-1`,
    name: `${model}-1`,
    command: "",
    config,
    metrics: [],
    summary,
  };
}

/** A run of a classifier. */
export function classifierRun(model: string, title: string): TrainedRun {
  return run(model, { ...SUMMARY, model, title });
}

/** The result of the stage that evaluates a classifier. */
export function classifierResult(
  model: string,
  title: string,
  accuracy: number,
): ClassifierResult {
  return {
    ...{ model, title, accuracy, flops: 850_000, images: 10_000, loss: 0.3, confidence: 0.9 },
    interval: { low: accuracy - 0.01, high: accuracy + 0.02 },
  };
}

/** A run of a VAE with a squared error, beside 0.02 of PCA. */
export function vaeRun(mse: number): TrainedRun {
  const summary: VaeSummary = {
    ...{ ...SUMMARY, model: "vae", title: "VAE", latent: 10 },
    test: {
      ...{ bce: 226.5, kl: 13.25, elbo: -239.75, floor: 200.125 },
      ...{ importanceWeighted: -236.5, importanceSamples: 50, mse },
    },
    pca: { components: 10, mse: 0.02, timesVae: 0.02 / mse },
  };
  return run("vae", summary);
}
