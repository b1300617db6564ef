import { join } from "node:path";
import { classifyLogits } from "../../../infer/classify.ts";
import { evaluate } from "../../../infer/evaluate.ts";
import type { Prediction } from "../../../infer/outputs/format_predictions.ts";
import type { ClassifiedImages } from "../../../infer/image_set/classified_images.ts";
import { imageSetFiles } from "../../../infer/image_set/image_set.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { classifiers } from "../../../models/mod.ts";
import { runFiles } from "../../../train/run_files.ts";
import { nextTurn } from "../../../viz/kernels/next_turn.ts";
import { wilson } from "../../../viz/quality/wilson.ts";
import { testImagesText } from "../captions.ts";
import { countFlops } from "../flops.ts";
import { architectureFigure } from "../model_figures.ts";
import type { ReportOptions } from "../report_options.ts";
import type { Stage, StageContext, StageFile, StageResult } from "../stages/stage.ts";
import { type TrainedRun, trainStageName } from "../training/trained_run.ts";
import { classifierBlocks } from "./classifier_blocks.ts";
import { type ClassifierResult, classifierStageName } from "./classifier_result.ts";

/** Images in the image set of a quick report. Drawing all 10,000 images takes a minute. */
const QUICK_IMAGES = 600;

/** The stage that evaluates a trained classifier on the test images and draws its figures. */
export function classifierStage({ quick }: ReportOptions, model: string): Stage {
  const needed = trainStageName(model);
  const { title } = classifiers[model]!;
  return {
    name: classifierStageName(model),
    title: `evaluating ${title}`,
    weight: quick ? 8 : 60,
    needs: [needed],
    chapter: "models",
    settings: { images: quick ? QUICK_IMAGES : "all" },
    run: (context) => evaluateRun(context.data<TrainedRun>(needed), title, context),
  };
}

async function evaluateRun(
  run: TrainedRun,
  title: string,
  context: StageContext,
): Promise<StageResult> {
  const { quick, dataset } = context.options;
  const { count } = dataset.test;
  const path = join(run.folder, runFiles.model);
  const { logits, classes } = await testLogits(path, context);
  const contentsOf = (shown: number) =>
    predictedImages(title, logits.subarray(0, shown * classes.length), classes, context);
  const contents = contentsOf(count);
  const { accuracy, loss } = contents.evaluation!;
  const sum = contents.predictions.reduce((total, { probability }) => total + probability, 0);
  const bytes = await Deno.readFile(path);
  const { model } = run.config;
  const data: ClassifierResult = {
    model,
    title,
    flops: await countFlops(bytes),
    images: count,
    accuracy,
    interval: wilson(Math.round(accuracy * count), count),
    loss,
    confidence: sum / count,
  };
  const architecture = await architectureFigure({ ...data, name: model, bytes }, run);
  const shown = quick ? contentsOf(Math.min(count, QUICK_IMAGES)) : contents;
  return {
    data,
    blocks: classifierBlocks(run, data, contents, architecture),
    files: await imageSet(model, shown, context),
  };
}

/** Runs a classifier on all test images. The logits are [count, classes]. */
async function testLogits(
  path: string,
  { options, signal, progress }: StageContext,
): Promise<{ logits: Float32Array; classes: readonly string[] }> {
  const { dataset, backend, threads } = options;
  const { images, count } = dataset.test;
  const model = await loadModel(path, { backend, threads });
  try {
    const onProgress = (done: number) => progress(0.1 * done / count);
    const { logits } = await runLogits(model, images, { signal, onProgress });
    return { logits, classes: model.labels };
  } finally {
    await model.close();
  }
}

/** The first test images with their predictions and scores, for figures and the image set. */
function predictedImages(
  model: string,
  logits: Float32Array,
  classes: readonly string[],
  { options: { dataset } }: StageContext,
): ClassifiedImages {
  const { images, labels } = dataset.test;
  const count = logits.length / classes.length;
  return {
    model,
    source: testImagesText(dataset, count),
    synthetic: dataset.synthetic,
    classes,
    images,
    predictions: classifyLogits(logits, classes).map(
      (result, i): Prediction => ({ ...result, image: String(i), truth: classes[labels[i]!]! }),
    ),
    evaluation: evaluate(logits, labels.subarray(0, count), classes),
  };
}

/** Draws the complete image set. It checks the signal after each page. */
async function imageSet(
  model: string,
  contents: ClassifiedImages,
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
