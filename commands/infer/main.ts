import type { FlagValues } from "../../cli/flags.ts";
import { createProgress } from "../../cli/progress.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { notice, paint } from "../../cli/terminal.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Split } from "../../data/fashion_mnist.ts";
import { WeftError } from "../../error.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { classifyLogits } from "../../infer/classify.ts";
import { evaluate, type Evaluation } from "../../infer/evaluate.ts";
import { findModel, type FoundModel } from "../../infer/inputs/find_model.ts";
import { evaluationJson, evaluationText } from "../../infer/outputs/format_evaluation.ts";
import {
  type Prediction,
  predictionJson,
  predictionLine,
  predictionText,
} from "../../infer/outputs/format_predictions.ts";
import { loadModel, type Model } from "../../infer/load_model.ts";
import { modelTitle } from "../../infer/inputs/model_title.ts";
import { makeFolder, writeEmbedding } from "../../infer/outputs/write_embedding.ts";
import { warnOfOtherData } from "../../infer/inputs/warn_of_other_data.ts";
import { type Logits, runLogits } from "../../infer/run_logits.ts";
import { resolveBackend } from "../../runtime/backend.ts";
import { warnOfFallback } from "../../runtime/fallback.ts";
import { warnOfThreads } from "../../runtime/warn_of_threads.ts";
import { SPEC } from "./spec.ts";
import { allowTf32 } from "../../runtime/tf32.ts";
import { isGenerative, requireFlagsOfTask, threadsOf } from "./task_flags.ts";

type Flags = FlagValues<typeof SPEC>;

/** What `--input` or `--split` gave. */
interface Images {
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  readonly names: readonly string[];
  /** What figures call them. */
  readonly title: string;
  readonly dataset?: Dataset;
  /** Class numbers, [count], where they are known. */
  readonly labels?: Uint8Array;
}

/** What was found out about the images. */
interface Outcome {
  readonly predictions: readonly Prediction[];
  /** [count, width], where it was asked for. */
  readonly embedding: Float32Array | undefined;
  /** Where the images have labels. */
  readonly evaluation: Evaluation | undefined;
}

/** Above this many images, `--input` prints a line for each instead of a table. */
const MAX_TABLES = 10;
/** Below this many images a progress bar would only flicker. */
const MIN_PROGRESS = 2_000;

/** `deno task infer`. */
export async function infer(
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  requireFlagsOfTask(flags);
  allowTf32(flags);
  const { backend } = await resolveBackend(flags.backend); // before anything is read
  warnOfThreads(backend, flags.threads, context.stderr);
  if (isGenerative(flags.task)) {
    const { generativeTasks } = await import("./vae/tasks.ts");
    return await generativeTasks[flags.task](flags, context);
  }
  checkFlags(flags);
  const found = await findModel(flags.model);
  if (found.notice) notice(context, found.notice);
  if (flags.out) await makeFolder(flags.out);
  const [loaded, read] = await Promise.allSettled([
    loadModel(found.path, {
      backend: flags.backend,
      ...threadsOf(flags),
      onFallback: (nodes) => warnOfFallback(nodes, backend, context.stderr),
    }),
    flags.split ? readLabelled(flags.split, flags, found, context) : readInput(flags),
  ]);
  if (loaded.status === "rejected") throw loaded.reason;
  try {
    if (read.status === "rejected") throw read.reason;
    await inferWith(loaded.value, found, read.value, flags, context);
  } finally {
    await loaded.value.close();
  }
}

/** Runs the model over the images and prints what it finds. */
async function inferWith(
  model: Model,
  found: FoundModel,
  given: Images,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr } = context;
  const { name } = found;
  const { provider, runtime, reason } = model.session;
  const why = reason ? `, chosen by auto: ${reason}` : "";
  const runs = `${provider} (${runtime})`;
  stderr.write(`${paint(stderr, "bold", name)} on ${runs}${why}\n`);
  if (given.dataset) warnOfOtherData(model.metadata, given.dataset, context);

  const began = performance.now();
  let runtimeSeconds = 0;
  const onRun = (seconds: number) => runtimeSeconds += seconds;
  const results = await run(model, given, flags, context, onRun);
  const seconds = (performance.now() - began) / 1000;
  const count = given.names.length;
  const speed = { images: count, seconds, imagesPerSecond: count / seconds, runtimeSeconds };
  const perSecond = Math.round(speed.imagesPerSecond).toLocaleString("en-US");
  const took = `${count.toLocaleString("en-US")} ${count === 1 ? "image" : "images"} in ` +
    `${seconds < 0.1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`}, ` +
    `${perSecond} images/s`;

  const evaluation = given.labels && evaluate(results.logits, given.labels, model.labels);
  const isListed = !evaluation || flags.out !== undefined;
  const predictions = isListed ? toPredictions(model, given, results.logits) : [];
  const outcome: Outcome = { predictions, embedding: results.embedding, evaluation };
  const runtimeShare = runtimeSeconds * 1000 / (performance.now() - began);
  if (given.dataset && evaluation) {
    const title = `${given.dataset.title}, ${flags.split} split`;
    const { provider, runtime } = model.session;
    const about = { model: name, provider, runtime, ...describeData(given.dataset, flags) };
    if (flags.json) {
      printJson(context, { ...about, ...speed, runtimeShare, ...evaluationJson(evaluation) });
    } else stdout.write(`${title}\n${took} on ${provider}\n${evaluationText(evaluation)}`);
  } else {
    printPredictions(model, outcome, flags, context);
    stderr.write(`${paint(stderr, "dim", took)}\n`);
  }
  if (flags.out) await writeOutputs(flags.out, found, model, given, outcome, context);
}

/** Prints what the model says of each image that has no label. */
function printPredictions(
  model: Model,
  { predictions, embedding }: Outcome,
  flags: Flags,
  context: CommandContext,
): void {
  const { stdout } = context;
  predictions.forEach((prediction, i) => {
    const width = model.embeddingSize ?? 0;
    const features = embedding?.subarray(i * width, (i + 1) * width);
    if (flags.json) printJson(context, predictionJson(prediction, model.labels, features));
    else if (predictions.length > MAX_TABLES) stdout.write(predictionLine(prediction));
    else stdout.write(predictionText(prediction, model.labels));
  });
}

function checkFlags(flags: Flags): void {
  const { input, split, task } = flags;
  if (input.length === 0 && !split) {
    throw new WeftError(
      "usage",
      "Nothing to classify: expected --input or --split",
      "For example --input shirt.png, or --split test",
    );
  }
  if (input.length > 0 && split) {
    throw new WeftError("usage", "Expected --input or --split, got both", "Leave one of them out");
  }
  if (task === "embed" && !flags.out && !(flags.json && input.length > 0)) {
    throw new WeftError(
      "usage",
      "Nowhere to put the embedding: --task embed expects --out DIR",
      "Add --out DIR, or --json with --input",
    );
  }
}

async function readInput(flags: Flags): Promise<Images> {
  const { readInputs } = await import("../../infer/inputs/read_inputs.ts");
  const { names, images } = await readInputs(flags.input);
  const title = `${formatCount(names.length)} ${names.length === 1 ? "image" : "images"}`;
  return { names, images, title };
}

async function readLabelled(
  split: Split,
  { data, unverified }: Flags,
  found: FoundModel,
  context: CommandContext,
): Promise<Images> {
  const { readSplit, splitTitle } = await import("../../infer/inputs/read_split.ts");
  const { images, labels, count, dataset } = await readSplit(
    { split, data, unverified },
    found,
    context,
  );
  const names = Array.from({ length: count }, (_, i) => String(i));
  const title = splitTitle(dataset.title, split, count);
  return { images, labels, dataset, title, names };
}

async function run(
  model: Model,
  { images, names }: Images,
  { task, batchSize }: Flags,
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

function toPredictions(model: Model, given: Images, logits: Float32Array): Prediction[] {
  return classifyLogits(logits, model.labels).map((result, i) => ({
    ...result,
    image: given.names[i]!,
    ...(given.labels ? { truth: model.labels[given.labels[i]!] ?? String(given.labels[i]) } : {}),
  }));
}

/** Writes the image set, or with `--task embed` the features. */
async function writeOutputs(
  folder: string,
  found: FoundModel,
  model: Model,
  given: Images,
  { predictions, embedding, evaluation }: Outcome,
  context: CommandContext,
): Promise<void> {
  const classes = model.labels;
  if (embedding) return await writeEmbedding(folder, embedding, predictions, classes, context);
  const { title, images, dataset } = given;
  // Drawing is only loaded where something is drawn.
  const { writeImageSet } = await import("../../infer/image_set/image_set.ts");
  await writeImageSet(folder, {
    model: await modelTitle(found, model.metadata),
    source: title,
    synthetic: dataset?.synthetic ?? false,
    classes,
    images,
    predictions,
    evaluation,
  }, context);
}

function describeData({ name, synthetic }: Dataset, { split }: Flags) {
  return { dataset: name, synthetic, split };
}

function printJson({ stdout }: CommandContext, value: unknown): void {
  stdout.write(JSON.stringify(value) + "\n");
}

if (import.meta.main) await runCommand(SPEC, infer);
