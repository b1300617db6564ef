import { csvText } from "../../../cli/csv.ts";
import { createProgress } from "../../../cli/progress.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { alternateRows } from "../../../infer/outputs/alternate_rows.ts";
import { encodeNpy } from "../../../infer/outputs/npy.ts";
import { divergences, squaredErrors } from "../../../infer/vae/evaluate_vae.ts";
import { decode, encode } from "../../../infer/vae/vae.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { type Heading, imageGrid, type ThemeName } from "../../../viz/mod.ts";
import { imageCount, type TaskImages } from "../read_images.ts";
import { latentMap } from "./latent_map.ts";
import type { DrawnFigure, VaeTaskInput, VaeTaskResult } from "./vae_task.ts";

/** Images of a figure, and of a row. */
const SHOWN = 40, COLUMNS = 10;
/** Below this many images a progress bar would only flicker. */
const MIN_PROGRESS = 2_000;

/** The reconstructions of some images. */
interface Reconstruction {
  /** Means of the encodings, [count, latentSize]. */
  readonly latent: Float32Array;
  /** [count,28,28], grey levels 0..1. */
  readonly decoded: Float32Array;
  /** The squared error per pixel of each image. */
  readonly errors: Float64Array;
  /** The divergence of each encoding, in nats. */
  readonly kl: Float64Array;
  /** The time of encoding and decoding. */
  readonly seconds: number;
}

/** `--task reconstruct`: images beside their reconstructions, the errors, and a latent map. */
export async function reconstructImages(input: VaeTaskInput): Promise<VaeTaskResult> {
  const { model, title, context } = input;
  const images = await input.readImages();
  const { names, labels, dataset } = images;
  const found = await reconstructAll(input, images);
  const { latent, errors, kl, seconds } = found;
  const count = names.length;
  // Ties by number, so that the figure is the same everywhere.
  const byError = Array.from(errors, (_, i) => i).sort((a, b) => errors[a]! - errors[b]! || a - b);
  const map = dataset && labels
    ? await latentMap(latent, model.latentSize, { labels, dataset, title, context })
    : undefined;
  const [best, worst] = [byError[0]!, byError.at(-1)!];
  const mse = mean(errors), divergence = mean(kl);
  return {
    json: {
      images: count,
      seconds,
      imagesPerSecond: count / seconds,
      ...(dataset ? { dataset: dataset.name, synthetic: dataset.synthetic } : {}),
      mse,
      kl: divergence,
      best: { image: names[best], mse: errors[best] },
      worst: { image: names[worst], mse: errors[worst] },
    },
    text: `${imageCount(count)} in ${seconds.toFixed(2)} s, ` +
      `${formatCount(Math.round(count / seconds))} images/s\n` +
      `squared error per pixel ${mse.toFixed(5)}, divergence ${divergence.toFixed(2)} nats\n` +
      `best  ${errors[best]!.toFixed(5)}  ${names[best]}\n` +
      `worst ${errors[worst]!.toFixed(5)}  ${names[worst]}\n`,
    figures: [
      ...pairFigures(input, images, found, byError),
      ...map ? [{ path: "latent_map", draw: map }] : [],
    ],
    files: [
      { path: "errors.csv", bytes: errorsCsv(images, found) },
      { path: "latent.npy", bytes: encodeNpy([count, model.latentSize], latent) },
    ],
  };
}

async function reconstructAll(
  { model, context: { stderr, signal }, flags: { batchSize } }: VaeTaskInput,
  { images, names }: TaskImages,
): Promise<Reconstruction> {
  const total = names.length;
  const options = { batchSize, signal };
  const began = performance.now();
  const bar = total < MIN_PROGRESS
    ? undefined
    : createProgress({ label: "Reconstructing", total, unit: "images", terminal: stderr });
  const encoding = await encode(model, images, options);
  const onProgress = (done: number) => bar?.update(done);
  const decoded = await decode(model, encoding.mean, { ...options, onProgress });
  bar?.end();
  const seconds = (performance.now() - began) / 1000;
  return {
    latent: encoding.mean,
    decoded,
    errors: squaredErrors(images, decoded),
    kl: divergences(encoding, model.latentSize),
    seconds,
  };
}

/** The first, the best and the worst reconstructions, each below its original. */
function pairFigures(
  { model, title }: VaeTaskInput,
  images: TaskImages,
  reconstruction: Reconstruction,
  byError: readonly number[],
): DrawnFigure[] {
  const { dataset, names } = images;
  const figure = (path: string, what: string, numbers: readonly number[]): DrawnFigure => ({
    path,
    draw: (theme: ThemeName = "light") =>
      drawPairs(images, reconstruction, numbers.slice(0, SHOWN), {
        theme,
        title: `${title}: ${what}`,
        subtitle: `${dataset?.title ?? `${formatCount(names.length)} images`}, originals above ` +
          `reconstructions from ${model.latentSize} numbers, with the squared error per pixel`,
        synthetic: dataset?.synthetic ?? false,
      }),
  });
  return [
    figure("reconstructions", "reconstructions", byError.map((_, i) => i)),
    figure("best", "the best reconstructions", byError),
    figure("worst", "the worst reconstructions", byError.toReversed()),
  ];
}

/** Draws some images above their reconstructions, with the error of each. */
function drawPairs(
  { images, names, labels, dataset }: TaskImages,
  { decoded, errors }: Reconstruction,
  numbers: readonly number[],
  heading: Heading,
): string {
  const upper = new Uint8Array(numbers.length * IMAGE_PIXELS);
  const lower = new Float32Array(upper.length);
  numbers.forEach((number, i) => {
    const from = number * IMAGE_PIXELS;
    upper.set(images.subarray(from, from + IMAGE_PIXELS), i * IMAGE_PIXELS);
    lower.set(decoded.subarray(from, from + IMAGE_PIXELS), i * IMAGE_PIXELS);
  });
  const wide = Math.min(COLUMNS, numbers.length);
  const captions = Array.from({ length: 2 * Math.ceil(numbers.length / wide) * wide }, (_, at) => {
    const row = Math.floor(at / wide);
    const number = numbers[Math.floor(row / 2) * wide + at % wide];
    if (number === undefined) return {};
    if (row % 2 === 1) return { name: errors[number]!.toFixed(4) };
    const truth = labels && dataset?.classes[labels[number]!];
    return { name: names[number]!, ...(truth ? { truth } : {}) };
  });
  return imageGrid(alternateRows(upper, lower, wide), { ...heading, captions, columns: wide });
}

/** The errors and divergences of all images as CSV. */
function errorsCsv(
  { names, labels, dataset }: TaskImages,
  { errors, kl }: Reconstruction,
): Uint8Array<ArrayBuffer> {
  const rows = Array.from(errors, (error, i) => [
    names[i]!,
    labels && dataset ? dataset.classes[labels[i]!] ?? String(labels[i]) : "",
    error.toPrecision(6),
    kl[i]!.toPrecision(6),
  ]);
  const head = ["image", "class", "squared_error", "divergence_nats"];
  return new TextEncoder().encode(csvText([head, ...rows]));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
