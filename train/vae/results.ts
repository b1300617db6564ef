import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import { shellWord } from "../../cli/shell_word.ts";
import { alternateRows } from "../../infer/outputs/alternate_rows.ts";
import { writeFigure } from "../../viz/figure_file.ts";
import { imageGrid, type ThemeName } from "../../viz/mod.ts";
import type { VaeConfig } from "../config.ts";
import { figuresFolder, metricCurves, runSummary } from "../results.ts";
import { runFiles } from "../run_files.ts";
import { type EpochMetrics, writeJson } from "../run_folder.ts";
import { commandOf } from "../settings.ts";
import type { Results, Tested } from "../task.ts";
import { vaeCard, type VaeSummary } from "./card.ts";

/** Test images whose reconstructions a run shows, in rows of ten. */
export const SHOWN = 40;
/** Images that a run generates. */
export const SAMPLES = 60;

/** A VAE's test: the scores, what they are to be compared with, and images to show. */
export interface TestedVae extends Tested {
  readonly scores: {
    readonly bce: number;
    readonly kl: number;
    readonly elbo: number;
    /** Importance-weighted bound with {@linkcode TestedVae.importanceSamples} samples an image. */
    readonly importanceWeighted: number;
    /** Mean squared error per pixel of the reconstructions. */
    readonly mse: number;
  };
  readonly importanceSamples: number;
  /** The least cross-entropy that these images allow. */
  readonly floor: number;
  /**
   * PCA of as many components as the latent space has dimensions, fitted on the training images.
   */
  readonly pca: { readonly components: number; readonly mse: number };
  /** The first test images, and what the VAE makes of them, [SHOWN,28,28]. */
  readonly originals: Uint8Array;
  readonly reconstructions: Float32Array;
  /** Generated images, [SAMPLES,28,28]. */
  readonly generated: Float32Array;
}

/** Writes figures, model card and, last of all, summary.json; returns the summary. */
export async function writeVaeResults(
  folder: string,
  config: VaeConfig,
  results: Results<TestedVae>,
): Promise<VaeSummary> {
  const { metrics, test } = results;
  const { scores, importanceSamples, floor, pca } = test;
  const common = runSummary(config, results);
  const summary: VaeSummary = {
    ...common,
    latent: config.latent,
    test: { ...scores, importanceSamples, floor },
    pca: { ...pca, timesVae: pca.mse / scores.mse },
  };
  const figures = await figuresFolder(folder);
  const { title } = common;
  const heading = {
    subtitle: `${config.dataset.title}, ${config.latent} latent dimensions`,
    synthetic: config.dataset.synthetic,
  };
  await writeFigure(join(figures, "curves"), vaeCurves(config, metrics, title));
  await writeFigure(
    join(figures, "reconstructions"),
    imageGrid(alternateRows(test.originals, test.reconstructions), {
      ...heading,
      title: `${title}: test images above their reconstructions`,
    }),
  );
  await writeFigure(
    join(figures, "samples"),
    imageGrid(test.generated, { ...heading, title: `${title}: generated images` }),
  );
  await writeFileAtomic(
    join(folder, runFiles.card),
    vaeCard(summary, config, {
      repeat: commandOf(config),
      use: `deno task infer --model ${shellWord(folder)} --task sample --out samples`,
      settings: runFiles.config,
    }),
  );
  await writeJson(folder, runFiles.summary, summary);
  return summary;
}

/** Reconstruction and divergence by epoch. */
export function vaeCurves(
  config: VaeConfig,
  metrics: readonly EpochMetrics[],
  title: string,
  theme?: ThemeName,
): string {
  return metricCurves(`${title}: reconstruction and divergence`, config, metrics, [
    { title: "Cross-entropy of the grey levels (nats per image)", measure: "bce" },
    { title: "KL divergence of the latent (nats per image)", measure: "kl" },
  ], theme);
}
