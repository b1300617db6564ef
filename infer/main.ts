import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileError, writeFileAtomic } from "../cli/file.ts";
import type { FlagValues } from "../cli/flags.ts";
import { createProgress } from "../cli/progress.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { paint } from "../cli/terminal.ts";
import type { Dataset } from "../data/dataset.ts";
import { WeftError } from "../error.ts";
import { classifyLogits } from "./classify.ts";
import { evaluate } from "./evaluate.ts";
import { findModel, type FoundModel } from "./find_model.ts";
import { evaluationJson, evaluationText } from "./format_evaluation.ts";
import {
  type Prediction,
  predictionJson,
  predictionLine,
  predictionsCsv,
  predictionText,
} from "./format_predictions.ts";
import { loadModel, type Model } from "./load_model.ts";
import { encodeNpy } from "./npy.ts";
import { type Logits, runLogits } from "./run_logits.ts";
import { chooseBackend } from "./session.ts";
import { SPEC } from "./spec.ts";
import { trainingData } from "./training_data.ts";

type Flags = FlagValues<typeof SPEC>;

/** What `--input` or `--split` gave. */
interface Images {
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  readonly names: readonly string[];
  readonly dataset?: Dataset;
  /** Class numbers, [count], where they are known. */
  readonly labels?: Uint8Array;
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
  checkFlags(flags);
  chooseBackend(flags.backend); // before anything is read
  const found = await findModel(flags.model);
  const [loaded, read] = await Promise.allSettled([
    loadModel(found.path, { backend: flags.backend }),
    flags.split ? readSplit(flags, found, context) : readInput(flags),
  ]);
  if (loaded.status === "rejected") throw loaded.reason;
  try {
    if (read.status === "rejected") throw read.reason;
    await inferWith(loaded.value, found.name, read.value, flags, context);
  } finally {
    await loaded.value.session.close();
  }
}

/** Runs the model over the images and prints what it finds. */
async function inferWith(
  model: Model,
  name: string,
  given: Images,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr } = context;
  const why = flags.backend === "auto" ? ", chosen by auto: the only backend of this version" : "";
  const runs = `${model.session.provider} (${model.session.runtime})`;
  stderr.write(`${paint(stderr, "bold", name)} on ${runs}${why}\n`);
  if (given.dataset) warnOfOtherData(model, given.dataset, context);

  const began = performance.now();
  const results = await run(model, given, flags, context);
  const seconds = (performance.now() - began) / 1000;
  const count = given.names.length;
  const speed = { images: count, seconds, imagesPerSecond: count / seconds };
  const perSecond = Math.round(speed.imagesPerSecond).toLocaleString("en-US");
  const took = `${count.toLocaleString("en-US")} ${count === 1 ? "image" : "images"} in ` +
    `${seconds < 0.1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`}, ` +
    `${perSecond} images/s`;

  const predictions = toPredictions(model, given, results.logits);
  if (flags.out) await writeOutputs(flags.out, model, predictions, results, context);
  if (given.dataset && given.labels) {
    const evaluation = evaluate(results.logits, given.labels, model.labels);
    const title = `${given.dataset.title}, ${flags.split} split`;
    const { provider, runtime } = model.session;
    const about = { model: name, provider, runtime, ...describeData(given.dataset, flags) };
    if (flags.json) printJson(context, { ...about, ...speed, ...evaluationJson(evaluation) });
    else stdout.write(`${title}\n${took} on ${provider}\n${evaluationText(evaluation)}`);
    return;
  }
  predictions.forEach((prediction, i) => {
    const width = model.embeddingSize ?? 0;
    const features = results.embedding?.subarray(i * width, (i + 1) * width);
    if (flags.json) printJson(context, predictionJson(prediction, model.labels, features));
    else if (count > MAX_TABLES) stdout.write(predictionLine(prediction));
    else stdout.write(predictionText(prediction, model.labels));
  });
  stderr.write(`${paint(stderr, "dim", took)}\n`);
}

function checkFlags(flags: Flags): void {
  const { input, split, task } = flags;
  if (task !== "classify" && task !== "embed") {
    throw new WeftError(
      "usage",
      `Cannot do --task ${task}: this version of weft has only classify and embed`,
      "Use --task classify or --task embed",
    );
  }
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
  const { readInputs } = await import("./inputs.ts");
  return await readInputs(flags.input);
}

async function readSplit(
  flags: Flags,
  model: FoundModel,
  { stderr, signal }: CommandContext,
): Promise<Images> {
  const { split = "test" } = flags;
  const choice = flags.data === undefined
    ? await trainingData(model)
    : { data: flags.data, unverified: false };
  const { loadDataset } = await import("../data/load.ts");
  const dataset = await loadDataset({
    data: choice.data,
    unverified: flags.unverified || choice.unverified,
    splits: [split],
    signal,
    onNotice: (line) => stderr.write(`${paint(stderr, "yellow", "notice:")} ${line}\n`),
  }).catch((error) => {
    if (flags.data !== undefined || choice.data === "auto") throw error;
    if (!(error instanceof WeftError) || error.code !== "file") throw error;
    const hint = "The run was trained on it; say with --data where these images are now";
    throw new WeftError(error.code, error.message, hint, { cause: error });
  });
  const { images, labels, count } = dataset[split];
  return { images, labels, dataset, names: Array.from({ length: count }, (_, i) => String(i)) };
}

/** An accuracy on data of another kind than the model has learnt would be taken for what it is not. */
function warnOfOtherData(
  { metadata }: Model,
  { name, title }: Dataset,
  { stderr }: CommandContext,
) {
  const trainedOn = metadata.dataset;
  if (trainedOn === undefined || trainedOn === name || trainedOn === title) return;
  const line = `WARNING: the model was trained on ${trainedOn}, these images are ${title}; ` +
    "the accuracy does not say how well it learnt";
  stderr.write(`${paint(stderr, "yellow", line)}\n`);
}

async function run(
  model: Model,
  { images, names }: Images,
  { task, batchSize }: Flags,
  { stderr, signal }: CommandContext,
): Promise<Logits> {
  const total = names.length;
  const options = { batchSize, signal, embedding: task === "embed" };
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

async function writeOutputs(
  folder: string,
  model: Model,
  predictions: readonly Prediction[],
  { embedding }: Logits,
  { stderr }: CommandContext,
): Promise<void> {
  const files: [name: string, contents: Uint8Array | string][] = [
    ["predictions.csv", predictionsCsv(predictions, model.labels)],
  ];
  if (embedding) {
    files.push(["embedding.npy", encodeNpy([predictions.length, model.embeddingSize!], embedding)]);
  }
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileError("make", folder, error);
  });
  for (const [name, contents] of files) {
    await writeFileAtomic(join(folder, name), contents);
    stderr.write(`Wrote ${join(folder, name)}\n`);
  }
}

function describeData({ name, synthetic }: Dataset, { split }: Flags) {
  return { dataset: name, synthetic, split };
}

function printJson({ stdout }: CommandContext, value: unknown): void {
  stdout.write(JSON.stringify(value) + "\n");
}

if (import.meta.main) await runCommand(SPEC, infer);
