import { join } from "node:path";
import { classifyLogits } from "../../../infer/classify.ts";
import { evaluate } from "../../../infer/evaluate.ts";
import type { Prediction } from "../../../infer/format_predictions.ts";
import type { Contents } from "../../../infer/image_set/contents.ts";
import { imageSetFiles } from "../../../infer/image_set/image_set.ts";
import { drawMistakes } from "../../../infer/image_set/pages.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { models } from "../../../models/mod.ts";
import { curvesFigure } from "../../../train/classifier/results.ts";
import type { ClassifierConfig } from "../../../train/config.ts";
import { runFiles } from "../../../train/run_files.ts";
import { nextTurn } from "../../../viz/kernels/next_turn.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { confusionMatrix, imageGrid, perClass } from "../../../viz/mod.ts";
import { type Block, type Figure, figureOf, type Table } from "../document/document.ts";
import { countFlops } from "../flops.ts";
import { architectureFigure, calibrationFigure } from "../model_figures.ts";
import type { Stage, StageContext, StageFile, StageResult, Study } from "../stages/stage.ts";
import { type TrainedRun, trainingStage } from "../training/trained_run.ts";
import { type Interval, wilson } from "../../../viz/quality/wilson.ts";
import { ofRun, percent, testImages } from "../format.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** The stage that looks at a classifier. */
export const classifierStageName = (model: string): string => `see-${model}`;

/** What it finds. */
export interface SeenClassifier {
  readonly model: string;
  readonly title: string;
  /** Floating-point operations for one image. */
  readonly flops: number;
  readonly images: number;
  readonly accuracy: number;
  /** 95 % confidence interval of the accuracy. */
  readonly interval: Interval;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** The probability that it gives to what it takes images for, on average. */
  readonly confidence: number;
}

/** Images of the complete set in a quick study: drawing all takes a minute. */
const QUICK_IMAGES = 600;
/** Samples of a figure, so many of each class. */
const EACH = 4;

/** A stage that measures a trained classifier on the test images and draws what there is to see. */
export function classifierStage(study: Study, model: string): Stage {
  const needed = trainingStage(model);
  const { title } = models[model]!;
  return {
    name: classifierStageName(model),
    title: `looking at ${title}`,
    weight: study.quick ? 8 : 60,
    needs: [needed],
    chapter: "models",
    settings: { images: study.quick ? QUICK_IMAGES : "all" },
    run: (context) => see(context.data<TrainedRun>(needed), title, context),
  };
}

async function see(run: TrainedRun, title: string, context: StageContext): Promise<StageResult> {
  const { study, signal } = context;
  const { dataset } = study;
  const { images, labels, count } = dataset.test;
  const path = join(run.folder, runFiles.model);
  const model = await loadModel(path, { backend: study.backend, threads: study.threads });
  let logits: Float32Array;
  try {
    const onProgress = (done: number) => context.progress(0.1 * done / count);
    ({ logits } = await runLogits(model, images, { signal, onProgress }));
  } finally {
    await model.session.close();
  }
  const classes = model.labels;
  const contentsOf = (shown: number): Contents => ({
    model: title,
    source: testImages(dataset, shown),
    synthetic: dataset.synthetic,
    classes,
    images,
    predictions: classifyLogits(logits.subarray(0, shown * classes.length), classes).map(
      (result, i): Prediction => ({ ...result, image: String(i), truth: classes[labels[i]!]! }),
    ),
    evaluation: evaluate(
      logits.subarray(0, shown * classes.length),
      labels.subarray(0, shown),
      classes,
    ),
  });
  const contents = contentsOf(count);
  const { accuracy, loss } = contents.evaluation!;
  const sum = contents.predictions.reduce((total, { probability }) => total + probability, 0);
  const bytes = await Deno.readFile(path);
  const data: SeenClassifier = {
    model: run.config.model,
    title,
    flops: await countFlops(bytes),
    images: count,
    accuracy,
    interval: wilson(Math.round(accuracy * count), count),
    loss,
    confidence: sum / count,
  };
  return {
    data,
    blocks: blocksOf(
      run,
      data,
      contents,
      await architectureFigure({ ...data, name: run.config.model, bytes }, run),
    ),
    files: await imageSet(
      run.config.model,
      study.quick ? contentsOf(Math.min(count, QUICK_IMAGES)) : contents,
      context,
    ),
  };
}

function blocksOf(
  run: TrainedRun,
  seen: SeenClassifier,
  contents: Contents,
  drawnArchitecture: Figure,
): Block[] {
  const { title, interval } = seen;
  const { model } = run.config;
  const { evaluation, classes, source: subtitle, synthetic } = contents;
  const { perClass: scores, confusion } = evaluation!;
  const heading = { subtitle, synthetic };
  const config = run.config as ClassifierConfig;
  const mistakes = Math.round((1 - seen.accuracy) * seen.images);
  const worst = [...scores].sort((a, b) => a.f1 - b.f1)[0]!;
  const best = [...scores].sort((a, b) => b.f1 - a.f1)[0]!;
  const mistaken = drawMistakes(contents);
  return [
    { kind: "heading", title },
    {
      kind: "paragraph",
      text: [
        `${title} is right on `,
        { strong: percent(seen.accuracy) },
        ` of the test images (95 % confidence interval ${percent(interval.low)} to ${
          percent(interval.high)
        }) and takes ${
          formatCount(mistakes)
        } of them for something else. It finds ${best.label} easiest (F1 ${
          percent(best.f1, 1)
        }) and ${worst.label} hardest (${percent(worst.f1, 1)}). It gives what it says a ` +
        `probability of ${percent(seen.confidence, 1)} on average, which is ${surenessOf(seen)}.`,
      ],
    },
    drawnArchitecture,
    figureOf(
      `${model}-curves`,
      (theme) => curvesFigure(config, run.metrics, title, theme),
      ofRun("Loss and accuracy by epoch. The test images are looked at once, at the end.", run),
    ),
    figureOf(
      `${model}-confusion`,
      (theme) =>
        confusionMatrix({
          ...heading,
          theme,
          title: `${title}: where it is wrong`,
          classes,
          counts: confusion,
        }),
      ofRun("Rows are what the images show, columns what the model takes them for.", run),
    ),
    scoresTable(model, run, contents),
    figureOf(
      `${model}-per-class`,
      (theme) => perClass(scores, { ...heading, theme, title: `${title}: results by class` }),
      ofRun("Precision, recall and their harmonic mean.", run),
    ),
    calibrationFigure(contents, run),
    figureOf(
      `${model}-samples`,
      (theme) => drawSamples(title, { ...contents, theme }),
      ofRun(`The first ${EACH} test images of each class and what the model says of them.`, run),
    ),
    ...mistaken === undefined ? [] : [figureOf(
      `${model}-mistakes`,
      (theme) => drawMistakes({ ...contents, theme })!,
      ofRun("The mistakes that the model was surest of.", run),
    )],
  ];
}

/** Whether a model promises more than it keeps. */
function surenessOf({ confidence, accuracy }: SeenClassifier): string {
  const gap = confidence - accuracy;
  if (Math.abs(gap) < 0.005) return "just as often as it is right";
  return `${percent(Math.abs(gap), 1)} ${gap > 0 ? "more" : "less"} than the share that is right`;
}

function scoresTable(model: string, run: TrainedRun, { evaluation }: Contents): Table {
  return {
    kind: "table",
    name: `${model}-per-class`,
    caption: ofRun("Results by class on the test images.", run),
    columns: [
      { title: "class" },
      ...["precision", "recall", "F1", "images"].map((title) => ({
        title,
        align: "right" as const,
      })),
    ],
    rows: evaluation!.perClass.map(({ label, precision, recall, f1, count }) => [
      label,
      ...[precision, recall, f1].map((value) => percent(value)),
      String(count),
    ]),
  };
}

function drawSamples(title: string, contents: Contents): string {
  const { classes, predictions, images, source, synthetic, theme } = contents;
  const shown = Array.from({ length: EACH }, (_, row) =>
    classes.flatMap((name) => {
      const own = predictions.flatMap(({ truth }, i) => truth === name ? [i] : []);
      return own[row] ?? [];
    })).flat();
  const pixels = new Uint8Array(shown.length * IMAGE_PIXELS);
  shown.forEach((index, i) =>
    pixels.set(images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS), i * IMAGE_PIXELS)
  );
  return imageGrid(pixels, {
    title: `${title}: what it says of the first images`,
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

/** The complete image set, drawn page by page so that Ctrl-C is heard. */
async function imageSet(
  model: string,
  contents: Contents,
  { signal, progress }: StageContext,
): Promise<StageFile[]> {
  const files: StageFile[] = [];
  const onPage = (done: number, pages: number) =>
    progress(0.1 + 0.9 * done / pages, `drawing images, page ${done} of ${pages}`);
  for (const { path, bytes } of imageSetFiles(contents, { onPage })) {
    files.push({ path: `images/${model}/${path}`, bytes });
    await nextTurn();
    signal.throwIfAborted();
  }
  return files;
}
