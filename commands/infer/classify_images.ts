import { makeFolder } from "../../cli/file.ts";
import { createProgress } from "../../cli/progress.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import { classifyLogits } from "../../infer/classify.ts";
import { evaluate } from "../../infer/evaluate.ts";
import type { FoundModel } from "../../infer/inputs/find_model.ts";
import { modelTitle } from "../../infer/inputs/model_title.ts";
import { openModel } from "../../infer/inputs/open_model.ts";
import { warnOfOtherData } from "../../infer/inputs/warn_of_other_data.ts";
import { loadModel, type Model } from "../../infer/load_model.ts";
import type { Prediction } from "../../infer/outputs/format_predictions.ts";
import { type Logits, runLogits } from "../../infer/run_logits.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import { type ClassifierResult, printResult } from "./print_result.ts";
import { imageCount, readImages, requireAllRead, type TaskImages } from "./read_images.ts";
import { printProvider, sessionOptions } from "./session_options.ts";
import type { InferFlags } from "./spec.ts";

/** Below this many images a progress bar would only flicker. */
const MIN_PROGRESS = 2_000;

/**
 * `--task classify` and `--task embed`: finds and loads the classifier, reads the images, runs the
 * classifier over them, prints the result and writes the files of `--out`.
 */
export async function classifyImages(
  flags: InferFlags,
  backend: ChosenBackend,
  context: CommandContext,
): Promise<void> {
  const { found, model } = await openModel(
    flags.model,
    ({ path }) => loadModel(path, sessionOptions(flags, backend, context)),
    { onNotice: (line) => notice(context, line) },
  );
  try {
    if (flags.out) await makeFolder(flags.out);
    const images = await readImages(flags, found, context);
    printProvider(found.name, model.session, context);
    if (images.dataset) warnOfOtherData(model.metadata, images.dataset, context);
    const result = await runClassifier(model, images, flags, context);
    printResult(result, { name: found.name, model, images }, flags, context);
    if (flags.out) await writeResult(flags, found, model, images, result, context);
    requireAllRead(images);
  } finally {
    await model.close();
  }
}

/** Runs the classifier over the images and compares its predictions with their labels. */
async function runClassifier(
  model: Model,
  images: TaskImages,
  flags: InferFlags,
  context: CommandContext,
): Promise<ClassifierResult> {
  const count = images.names.length;
  const began = performance.now();
  let runtimeSeconds = 0;
  const onRun = (seconds: number) => runtimeSeconds += seconds;
  const { logits, embedding } = await logitsOf(model, images, flags, context, onRun);
  const seconds = (performance.now() - began) / 1000;
  const evaluation = images.labels && evaluate(logits, images.labels, model.labels);
  const isListed = !evaluation || flags.out !== undefined;
  const predictions = isListed ? predictionsOf(model, images, logits) : [];
  const speed = {
    images: count,
    seconds,
    imagesPerSecond: count / seconds,
    runtimeSeconds,
    runtimeShare: runtimeSeconds * 1000 / (performance.now() - began),
  };
  return { predictions, embedding, evaluation, speed };
}

async function logitsOf(
  model: Model,
  { images, names }: TaskImages,
  { task, batchSize }: InferFlags,
  { stderr, signal }: CommandContext,
  onRun: (seconds: number) => void,
): Promise<Logits> {
  const total = names.length;
  const options = { batchSize, signal, onRun, embedding: task === "embed" };
  if (total < MIN_PROGRESS) return await runLogits(model, images, options);
  const bar = createProgress({ label: "Classifying", total, unit: "images", terminal: stderr });
  const results = await runLogits(model, images, { ...options, onProgress: (n) => bar.update(n) });
  bar.end();
  return results;
}

function predictionsOf(
  { labels: classes }: Model,
  { names, labels }: TaskImages,
  logits: Float32Array,
): Prediction[] {
  return classifyLogits(logits, classes).map((result, i) => ({
    ...result,
    image: names[i]!,
    ...(labels ? { truth: classes[labels[i]!] ?? String(labels[i]) } : {}),
  }));
}

/** Writes the image set, or with `--task embed` the embedding. */
async function writeResult(
  { out, split }: InferFlags,
  found: FoundModel,
  model: Model,
  { names, images, dataset }: TaskImages,
  { predictions, embedding, evaluation }: ClassifierResult,
  context: CommandContext,
): Promise<void> {
  const classes = model.labels;
  if (embedding) {
    const { writeEmbedding } = await import("../../infer/outputs/write_embedding.ts");
    return await writeEmbedding(out!, embedding, predictions, classes, context);
  }
  const { splitTitle } = await import("../../infer/inputs/read_split.ts");
  const { writeImageSet } = await import("../../infer/image_set/image_set.ts");
  const count = names.length;
  await writeImageSet(out!, {
    model: await modelTitle(found, model.metadata),
    source: dataset ? splitTitle(dataset.title, split!, count) : imageCount(count),
    synthetic: dataset?.synthetic ?? false,
    classes,
    images,
    predictions,
    evaluation,
  }, context);
}
