import { join } from "node:path";
import { fileError, writeFileAtomic } from "../cli/file.ts";
import { shellWord } from "../cli/shell_word.ts";
import type { Evaluation } from "../infer/evaluate.ts";
import { models } from "../models/mod.ts";
import { confusionMatrix, curves } from "../viz/mod.ts";
import { writeFigure } from "../viz/figure_file.ts";
import type { RunConfig } from "./config.ts";
import { modelCard, type Summary } from "./model_card.ts";
import { type EpochMetrics, runFiles, writeJson } from "./run_folder.ts";
import { commandOf } from "./settings.ts";

/** What is known of a finished run beside its configuration. */
export interface Results {
  readonly metrics: readonly EpochMetrics[];
  readonly test: Evaluation;
  readonly classes: readonly string[];
  readonly parameters: number;
  readonly imagesPerSecond: number;
}

/** Writes figures, model card and, last of all, summary.json; returns the summary. */
export async function writeResults(
  folder: string,
  config: RunConfig,
  results: Results,
): Promise<Summary> {
  const { metrics, test, parameters, imagesPerSecond } = results;
  const { title } = models[config.model]!;
  const summary: Summary = {
    model: config.model,
    title,
    dataset: config.dataset.title,
    synthetic: config.dataset.synthetic,
    parameters,
    epochs: metrics.length,
    seconds: metrics.at(-1)!.seconds,
    imagesPerSecond: Math.round(imagesPerSecond),
    provider: config.provider,
    test: { loss: test.loss, accuracy: test.accuracy },
    perClass: test.perClass,
  };
  const figures = join(folder, runFiles.figures);
  // A copy of an unfinished run may have lost its empty folder.
  await Deno.mkdir(figures, { recursive: true }).catch((error) => {
    throw fileError("make", figures, error);
  });
  await writeFigure(join(figures, "curves"), curvesFigure(config, metrics, title));
  await writeFigure(
    join(figures, "confusion"),
    confusionMatrix({
      title: `${title}: where it is wrong`,
      // The figure itself adds the accuracy and the number of images.
      subtitle: `${config.dataset.title}, test images`,
      synthetic: config.dataset.synthetic,
      classes: results.classes,
      counts: test.confusion,
    }),
  );
  await writeFileAtomic(
    join(folder, runFiles.card),
    modelCard(summary, config, {
      repeat: commandOf(config),
      use: `deno task infer --model ${shellWord(folder)} --input picture.png`,
    }),
  );
  await writeJson(folder, runFiles.summary, summary);
  return summary;
}

/** Loss and accuracy by epoch. */
export function curvesFigure(
  config: RunConfig,
  metrics: readonly EpochMetrics[],
  title: string,
): string {
  const series = (key: "loss" | "accuracy") =>
    (["train", "val", "test"] as const).map((part) => ({
      name: part === "val" ? "validation" : part,
      values: metrics.map((line) => line[part]?.[key] ?? null),
    })).filter(({ values }) => values.some((value) => value !== null));
  return curves({
    title: `${title}: loss and accuracy`,
    subtitle: `${config.dataset.title}, recipe ${config.recipe}, seed ${config.seed}`,
    synthetic: config.dataset.synthetic,
    epochs: metrics.map(({ epoch }) => epoch),
    panels: [
      { title: "Loss (nats)", series: series("loss") },
      { title: "Accuracy", format: "percent", series: series("accuracy") },
    ],
  });
}
