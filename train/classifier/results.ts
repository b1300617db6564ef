import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import { shellWord } from "../../cli/shell_word.ts";
import type { Evaluation } from "../../infer/evaluate.ts";
import { writeFigure } from "../../viz/figure_file.ts";
import { confusionMatrix, type ThemeName } from "../../viz/mod.ts";
import type { ClassifierConfig } from "../config.ts";
import { commandOf } from "../repeat_command.ts";
import { figuresFolder, metricCurves, runSummary } from "../results.ts";
import { runFiles } from "../run_files.ts";
import { type EpochMetrics, writeJson } from "../run_folder.ts";
import type { RunResults } from "../training.ts";
import { classifierCard, type ClassifierSummary } from "./card.ts";

/** The results of a classifier's finished run. */
export interface ClassifierResults extends Omit<RunResults, "test"> {
  readonly test: Evaluation;
}

/** Writes figures, model card and, last of all, summary.json; returns the summary. */
export async function writeClassifierResults(
  folder: string,
  config: ClassifierConfig,
  results: ClassifierResults,
): Promise<ClassifierSummary> {
  const { metrics, test } = results;
  const common = runSummary(config, results);
  const { title } = common;
  const summary: ClassifierSummary = {
    ...common,
    test: { loss: test.loss, accuracy: test.accuracy },
    perClass: test.perClass,
  };
  const figures = await figuresFolder(folder);
  await writeFigure(join(figures, "curves"), classifierCurves(config, metrics, title));
  await writeFigure(
    join(figures, "confusion"),
    confusionMatrix({
      title: `${title}: where it is wrong`,
      // The figure adds the accuracy and the number of images.
      subtitle: `${config.dataset.title}, test images`,
      synthetic: config.dataset.synthetic,
      classes: results.classes,
      counts: test.confusion,
    }),
  );
  await writeFileAtomic(
    join(folder, runFiles.card),
    classifierCard(summary, config, {
      repeat: commandOf(config),
      use: `deno task infer --model ${shellWord(folder)} --input picture.png`,
      settings: runFiles.config,
    }),
  );
  await writeJson(folder, runFiles.summary, summary);
  return summary;
}

/** Draws loss and accuracy by epoch. */
export function classifierCurves(
  config: ClassifierConfig,
  metrics: readonly EpochMetrics[],
  title: string,
  theme?: ThemeName,
): string {
  return metricCurves(`${title}: loss and accuracy`, config, metrics, [
    { title: "Loss (nats)", measure: "loss" },
    { title: "Accuracy", format: "percent", measure: "accuracy" },
  ], theme);
}
