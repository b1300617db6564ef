import { IMAGE_PIXELS } from "../../../data/image.ts";
import type { ClassifiedImages } from "../../../infer/image_set/classified_images.ts";
import { drawMistakes } from "../../../infer/image_set/pages.ts";
import { classifierCurves } from "../../../train/classifier/results.ts";
import type { ClassifierConfig } from "../../../train/config.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { confusionMatrix, imageGrid, perClass } from "../../../viz/mod.ts";
import { runCaption } from "../captions.ts";
import { type Block, type Figure, figureOf, type Table, type Text } from "../document/document.ts";
import { percent } from "../format.ts";
import { calibrationFigure } from "../model_figures.ts";
import type { TrainedRun } from "../training/trained_run.ts";
import type { ClassifierResult } from "./classifier_result.ts";

/** Samples of each class in the figure of samples. */
const SAMPLES = 4;

/** A section of the chapter on the classifiers: text, figures and tables of one classifier. */
export function classifierBlocks(
  run: TrainedRun,
  result: ClassifierResult,
  contents: ClassifiedImages,
  architecture: Figure,
): Block[] {
  return [
    { kind: "heading", title: result.title },
    { kind: "paragraph", text: scoresText(result, contents) },
    architecture,
    ...trainingFigures(run, result, contents),
    scoresTable(run, contents),
    perClassFigure(run, result, contents),
    calibrationFigure(contents, run),
    ...imageFigures(run, result, contents),
  ];
}

function scoresText(result: ClassifierResult, { evaluation }: ClassifiedImages): Text {
  const { title, accuracy, images, interval, confidence } = result;
  const mistakes = Math.round((1 - accuracy) * images);
  const best = evaluation!.perClass.toSorted((a, b) => b.f1 - a.f1)[0]!;
  const worst = evaluation!.perClass.toSorted((a, b) => a.f1 - b.f1)[0]!;
  return [
    `${title} classifies `,
    { strong: percent(accuracy) },
    ` of the test images correctly (95 % confidence interval ${percent(interval.low)} to ${
      percent(interval.high)
    }) and ${formatCount(mistakes)} of them incorrectly. Its best class is ${best.label} (F1 ${
      percent(best.f1, 1)
    }), its worst ${worst.label} (F1 ${percent(worst.f1, 1)}). The mean probability of the ` +
    `predicted class is ${percent(confidence, 1)}, which is ${calibrationText(result)}.`,
  ];
}

/** Compares the mean probability of the predicted class with the accuracy. */
function calibrationText({ confidence, accuracy }: ClassifierResult): string {
  const points = 100 * (confidence - accuracy);
  if (Math.abs(points) < 0.5) return "within 0.5 points of the accuracy";
  return `${Math.abs(points).toFixed(1)} points ${points > 0 ? "above" : "below"} the accuracy`;
}

/** The learning curves and the confusion matrix. */
function trainingFigures(
  run: TrainedRun,
  { title }: ClassifierResult,
  contents: ClassifiedImages,
): Block[] {
  const { model } = run.config;
  const { evaluation, classes, source: subtitle, synthetic } = contents;
  const config = run.config as ClassifierConfig;
  return [
    figureOf(
      `${model}-curves`,
      (theme) => classifierCurves(config, run.metrics, title, theme),
      runCaption(
        "Loss and accuracy by epoch. The test images are used once, after training.",
        run,
      ),
    ),
    figureOf(
      `${model}-confusion`,
      (theme) =>
        confusionMatrix({
          ...{ subtitle, synthetic, theme, classes },
          title: `${title}: confusion matrix`,
          counts: evaluation!.confusion,
        }),
      runCaption("Rows are the true classes, columns the predicted classes.", run),
    ),
  ];
}

function scoresTable(run: TrainedRun, { evaluation }: ClassifiedImages): Table {
  const right = ["precision", "recall", "F1", "images"];
  return {
    kind: "table",
    name: `${run.config.model}-per-class`,
    caption: runCaption("Scores by class on the test images.", run),
    columns: [
      { title: "class" },
      ...right.map((title) => ({ title, align: "right" as const })),
    ],
    rows: evaluation!.perClass.map(({ label, precision, recall, f1, count }) => [
      label,
      ...[precision, recall, f1].map((value) => percent(value)),
      String(count),
    ]),
  };
}

function perClassFigure(
  run: TrainedRun,
  { title }: ClassifierResult,
  contents: ClassifiedImages,
): Figure {
  const { evaluation, source: subtitle, synthetic } = contents;
  return figureOf(
    `${run.config.model}-per-class`,
    (theme) =>
      perClass(evaluation!.perClass, {
        ...{ subtitle, synthetic, theme },
        title: `${title}: scores by class`,
      }),
    runCaption("Precision, recall and F1, which is their harmonic mean.", run),
  );
}

/** The samples of each class, and the mistakes with the highest probability where there are any. */
function imageFigures(
  run: TrainedRun,
  { title }: ClassifierResult,
  contents: ClassifiedImages,
): Block[] {
  const { model } = run.config;
  const samples = figureOf(
    `${model}-samples`,
    (theme) => drawSamples(title, { ...contents, theme }),
    runCaption(`The first ${SAMPLES} test images of each class with their predictions.`, run),
  );
  if (drawMistakes(contents) === undefined) return [samples];
  const mistakes = figureOf(
    `${model}-mistakes`,
    (theme) => drawMistakes({ ...contents, theme })!,
    runCaption("The mistakes with the highest probability.", run),
  );
  return [samples, mistakes];
}

function drawSamples(title: string, contents: ClassifiedImages): string {
  const { classes, predictions, images, source, synthetic, theme } = contents;
  const byClass = classes.map((name) =>
    predictions.flatMap(({ truth }, i) => truth === name ? [i] : [])
  );
  const shown = Array.from(
    { length: SAMPLES },
    (_, row) => byClass.flatMap((indices) => indices[row] ?? []),
  ).flat();
  const pixels = new Uint8Array(shown.length * IMAGE_PIXELS);
  shown.forEach((index, i) => {
    const image = images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    pixels.set(image, i * IMAGE_PIXELS);
  });
  return imageGrid(pixels, {
    title: `${title}: predictions of the first images`,
    subtitle: source,
    synthetic,
    theme: theme!,
    columns: classes.length,
    captions: shown.map((index) => {
      const { label, probability, truth, image } = predictions[index]!;
      return { name: `#${image}`, predicted: label, probability, truth: truth! };
    }),
  });
}
