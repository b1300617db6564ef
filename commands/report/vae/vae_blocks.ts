import type { VaeConfig } from "../../../train/config.ts";
import type { VaeSummary } from "../../../train/vae/card.ts";
import { vaeCurves } from "../../../train/vae/results.ts";
import { runCaption } from "../captions.ts";
import { type Block, type Figure, figureOf, type Table, type Text } from "../document/document.ts";
import { fixed, percent } from "../format.ts";
import type { TrainedRun } from "../training/trained_run.ts";

/**
 * The chapter on a VAE.
 *
 * @param architectures The figures of the encoder and the decoder.
 * @param figures The figures of the tasks.
 */
export function vaeBlocks(
  run: TrainedRun,
  architectures: readonly Figure[],
  figures: readonly Figure[],
): Block[] {
  const { title } = run.summary as VaeSummary;
  return [
    { kind: "paragraph", text: scoresText(run.summary as VaeSummary) },
    scoresTable(run),
    ...architectures,
    figureOf(
      `${run.config.model}-curves`,
      (theme) => vaeCurves(run.config as VaeConfig, run.metrics, title, theme),
      runCaption("The two parts of the loss by epoch.", run),
    ),
    ...figures,
  ];
}

const nats = (value: number) => `${fixed(value, 2)} nats`;

function scoresText({ latent, test, pca }: VaeSummary): Text {
  const ratio = 1 - test.mse / pca.mse;
  return [
    `The VAE encodes an image as ${latent} numbers and decodes them to an image. On the test ` +
    "images its ELBO is ",
    { strong: `${nats(test.elbo)} per image` },
    `. The divergence from the standard normal distribution accounts for ${nats(test.kl)} of it. ` +
    `The cross-entropy of these grey levels cannot be below ${nats(test.floor)} for any model; ` +
    `this model is ${nats(test.bce - test.floor)} above. Its squared error per pixel is ` +
    `${percent(Math.abs(ratio), 1)} ${ratio > 0 ? "lower" : "higher"} than the error of PCA with ` +
    `${pca.components} components, which keeps the same count of numbers per image.`,
  ];
}

function scoresTable(run: TrainedRun): Table {
  const { test, pca } = run.summary as VaeSummary;
  return {
    kind: "table",
    name: `${run.config.model}-scores`,
    caption: runCaption("Scores of the VAE on the test images, beside their bounds and PCA.", run),
    columns: [{ title: "measure" }, { title: "value", align: "right" }],
    rows: [
      ["cross-entropy of the grey levels, one latent sample (BCE)", nats(test.bce)],
      ["lower bound of the cross-entropy: each image with itself", nats(test.floor)],
      ["divergence of the latents from the standard normal (KL)", nats(test.kl)],
      ["evidence lower bound (ELBO)", nats(test.elbo)],
      [
        `importance-weighted bound, ${test.importanceSamples} samples`,
        nats(test.importanceWeighted),
      ],
      ["squared error per pixel, VAE", test.mse.toFixed(5)],
      [`squared error per pixel, PCA with ${pca.components} components`, pca.mse.toFixed(5)],
    ],
  };
}
