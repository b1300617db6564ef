import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import { shellWord } from "../../cli/shell_word.ts";
import { alternateRows } from "../../infer/outputs/alternate_rows.ts";
import { writeFigure } from "../../viz/figure_file.ts";
import { imageGrid, type ThemeName } from "../../viz/mod.ts";
import type { VaeConfig } from "../config.ts";
import { commandOf } from "../repeat_command.ts";
import { figuresFolder, metricCurves, runSummary } from "../results.ts";
import { runFiles } from "../run_files.ts";
import { type EpochMetrics, writeJson } from "../run_folder.ts";
import type { RunResults, TestResult } from "../training.ts";
import { vaeCard, type VaeSummary } from "./card.ts";

/** Number of test images whose reconstructions a run shows, in rows of ten. */
export const SHOWN = 40;
/** Number of images that a run generates. */
export const SAMPLES = 60;

/** A VAE's test: the scores, numbers to compare them with, and images to show. */
export interface VaeTestResult extends TestResult {
  readonly scores: {
    readonly bce: number;
    readonly kl: number;
    readonly elbo: number;
    /** Importance-weighted bound. */
    readonly importanceWeighted: number;
    /** Mean squared error per pixel of the reconstructions. */
    readonly mse: number;
  };
  /** Samples of each image for the importance-weighted bound. */
  readonly importanceSamples: number;
  /** The lowest possible cross-entropy of the test images. */
  readonly floor: number;
  /** The error of PCA with one component for each latent dimension. */
  readonly pca: { readonly components: number; readonly mse: number };
  /** The first test images, [SHOWN,28,28]. */
  readonly originals: Uint8Array;
  /** Their reconstructions, [SHOWN,28,28]. */
  readonly reconstructions: Float32Array;
  /** Generated images, [SAMPLES,28,28]. */
  readonly generated: Float32Array;
}

/** Writes figures, model card and, last of all, summary.json; returns the summary. */
export async function writeVaeResults(
  folder: string,
  config: VaeConfig,
  results: RunResults<VaeTestResult>,
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

/** Draws reconstruction error and KL divergence by epoch. */
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
