import { join } from "node:path";
import { fileError } from "../cli/file.ts";
import { trainable } from "../models/mod.ts";
import { type CurvePanel, curves, type ThemeName } from "../viz/mod.ts";
import type { RunConfig } from "./config.ts";
import { runFiles } from "./run_files.ts";
import type { EpochMetrics, RunSummary } from "./run_folder.ts";
import type { Results } from "./task.ts";

/** What summary.json begins with, whatever the model. */
export function runSummary(
  config: RunConfig,
  { metrics, parameters, imagesPerSecond }: Omit<Results, "test">,
): RunSummary {
  return {
    model: config.model,
    title: trainable[config.model]!.title,
    dataset: config.dataset.title,
    synthetic: config.dataset.synthetic,
    parameters,
    epochs: metrics.length,
    seconds: metrics.at(-1)!.seconds,
    imagesPerSecond: Math.round(imagesPerSecond),
    provider: config.provider,
  };
}

/**
 * Makes the folder of a run's figures and returns its path: a copy of an unfinished run may have
 * lost it.
 */
export async function figuresFolder(folder: string): Promise<string> {
  const figures = join(folder, runFiles.figures);
  await Deno.mkdir(figures, { recursive: true }).catch((error) => {
    throw fileError("make", figures, error);
  });
  return figures;
}

/** A panel of {@linkcode metricCurves}: a measure of metrics.jsonl. */
export interface MetricPanel extends Omit<CurvePanel, "series"> {
  /** What metrics.jsonl calls it. */
  readonly measure: string;
}

/**
 * Draws measures by epoch, of the training images, the validation images and at the end the test
 * images.
 */
export function metricCurves(
  title: string,
  config: RunConfig,
  metrics: readonly EpochMetrics[],
  panels: readonly MetricPanel[],
  theme: ThemeName = "light",
): string {
  const series = (measure: string) =>
    (["train", "val", "test"] as const).map((part) => ({
      name: part === "val" ? "validation" : part,
      values: metrics.map((line) => line[part]?.[measure] ?? null),
    })).filter(({ values }) => values.some((value) => value !== null));
  return curves({
    title,
    subtitle: `${config.dataset.title}, recipe ${config.recipe}, seed ${config.seed}`,
    synthetic: config.dataset.synthetic,
    theme,
    epochs: metrics.map(({ epoch }) => epoch),
    panels: panels.map(({ measure, ...panel }) => ({ ...panel, series: series(measure) })),
  });
}
