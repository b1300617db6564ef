import type { CommandContext } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import type { Evaluation } from "../../infer/evaluate.ts";
import type { Model } from "../../infer/load_model.ts";
import { evaluationJson, evaluationText } from "../../infer/outputs/format_evaluation.ts";
import {
  type Prediction,
  predictionJson,
  predictionLine,
  predictionText,
} from "../../infer/outputs/format_predictions.ts";
import { imageCount, type TaskImages } from "./read_images.ts";
import type { InferFlags } from "./spec.ts";

/** The speed of a classifier, as `--json` prints it. */
export interface Speed {
  /** The number of images. */
  readonly images: number;
  /** The time of the runs, in seconds, with filling batches. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** The part of `seconds` that ONNX Runtime took. */
  readonly runtimeSeconds: number;
  /** The share of ONNX Runtime in the runs and the evaluation, 0..1. */
  readonly runtimeShare: number;
}

/** The result of a classifier's task. */
export interface ClassifierResult {
  /** A prediction for each image; empty when only the evaluation is printed. */
  readonly predictions: readonly Prediction[];
  /** [count, model.embeddingSize], with `--task embed`. */
  readonly embedding: Float32Array | undefined;
  /** The scores, when the images have labels. */
  readonly evaluation: Evaluation | undefined;
  readonly speed: Speed;
}

/** The model and the images of a result. */
interface Subject {
  /** The name that the model was found by. */
  readonly name: string;
  readonly model: Model;
  readonly images: TaskImages;
}

/** Above this many images, `--input` prints a line for each instead of a table. */
const MAX_TABLES = 10;

/** Prints the evaluation of a split, or the predictions of other images. */
export function printResult(
  result: ClassifierResult,
  subject: Subject,
  flags: InferFlags,
  context: CommandContext,
): void {
  const { stdout, stderr } = context;
  const { evaluation, speed } = result;
  const { name, model, images: { dataset } } = subject;
  const time = speedText(speed);
  if (!dataset || !evaluation) {
    printPredictions(result, model, flags, context);
    stderr.write(`${paint(stderr, "dim", time)}\n`);
    return;
  }
  const { provider, ortPackage: runtime } = model.session;
  if (flags.json) {
    printJson(context, {
      model: name,
      provider,
      runtime,
      dataset: dataset.name,
      synthetic: dataset.synthetic,
      split: flags.split,
      ...speed,
      ...evaluationJson(evaluation),
    });
  } else {
    stdout.write(`${dataset.title}, ${flags.split} split\n${time} on ${provider}\n`);
    stdout.write(evaluationText(evaluation));
  }
}

/** Prints a JSON line, a line or a table for each image. */
function printPredictions(
  { predictions, embedding }: ClassifierResult,
  { labels, embeddingSize = 0 }: Model,
  { json }: InferFlags,
  context: CommandContext,
): void {
  for (const [i, prediction] of predictions.entries()) {
    if (json) {
      const features = embedding?.subarray(i * embeddingSize, (i + 1) * embeddingSize);
      printJson(context, predictionJson(prediction, labels, features));
    } else if (predictions.length > MAX_TABLES) context.stdout.write(predictionLine(prediction));
    else context.stdout.write(predictionText(prediction, labels));
  }
}

function speedText({ images, seconds, imagesPerSecond }: Speed): string {
  const time = seconds < 0.1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
  const rate = Math.round(imagesPerSecond).toLocaleString("en-US");
  return `${imageCount(images)} in ${time}, ${rate} images/s`;
}

function printJson({ stdout }: CommandContext, value: unknown): void {
  stdout.write(JSON.stringify(value) + "\n");
}
