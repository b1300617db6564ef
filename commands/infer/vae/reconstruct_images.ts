import { csvText } from "../../../cli/csv.ts";
import { createProgress } from "../../../cli/progress.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { type Heading, imageGrid, type ThemeName } from "../../../viz/mod.ts";
import { divergences, squaredErrors } from "../../../infer/vae/evaluate_vae.ts";
import { alternateRows } from "../../../infer/outputs/alternate_rows.ts";
import { encodeNpy } from "../../../infer/outputs/npy.ts";
import { decode, encode } from "../../../infer/vae/vae.ts";
import { latentMap } from "./latent_map.ts";
import type { Findings, Given, Workshop } from "./with_vae.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** Images of a figure, and of a row. */
const SHOWN = 40, COLUMNS = 10;
/** Below this many images a progress bar would only flicker. */
const MIN_PROGRESS = 2_000;

/** `--task reconstruct`: what the latent space keeps of each image, and where it keeps least and most. */
export async function reconstructImages(workshop: Workshop): Promise<Findings> {
  const { model, title, context, flags: { batchSize } } = workshop;
  const given = await workshop.given();
  const { images, names, labels, dataset } = given;
  const count = names.length;
  const options = { batchSize, signal: context.signal };
  const began = performance.now();
  const bar = count < MIN_PROGRESS ? undefined : createProgress({
    label: "Reconstructing",
    total: count,
    unit: "images",
    terminal: context.stderr,
  });
  const encoding = await encode(model, images, options);
  const decoded = await decode(model, encoding.mean, {
    ...options,
    onProgress: (done) => bar?.update(done),
  });
  bar?.end();
  const seconds = (performance.now() - began) / 1000;
  const errors = squaredErrors(images, decoded);
  const kl = divergences(encoding, model.latentSize);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / count;
  // Ties by number, so that the figure is the same everywhere.
  const byError = Array.from(errors, (_, i) => i).sort((a, b) => errors[a]! - errors[b]! || a - b);

  const grid = (numbers: readonly number[], what: string) => (theme: ThemeName = "light") =>
    pairsFigure(given, decoded, errors, numbers, {
      theme,
      title: `${title}: ${what}`,
      subtitle: `${dataset?.title ?? `${formatCount(count)} images`}, originals above ` +
        `reconstructions from ${model.latentSize} numbers, with the squared error per pixel`,
      synthetic: dataset?.synthetic ?? false,
    });
  const rows = Array.from(errors, (error, i) => [
    names[i]!,
    labels && dataset ? dataset.classes[labels[i]!] ?? String(labels[i]) : "",
    error.toPrecision(6),
    kl[i]!.toPrecision(6),
  ]);
  const map = dataset && labels
    ? await latentMap(encoding.mean, model.latentSize, { labels, dataset, title, context })
    : undefined;
  const speed = { images: count, seconds, imagesPerSecond: count / seconds };
  const [best, worst] = [byError[0]!, byError.at(-1)!];
  return {
    json: {
      ...speed,
      ...(dataset ? { dataset: dataset.name, synthetic: dataset.synthetic } : {}),
      mse: mean(errors),
      kl: mean(kl),
      best: { image: names[best], mse: errors[best] },
      worst: { image: names[worst], mse: errors[worst] },
    },
    text: `${formatCount(count)} ${count === 1 ? "image" : "images"} in ${seconds.toFixed(2)} s, ` +
      `${formatCount(Math.round(count / seconds))} images/s\n` +
      `squared error per pixel ${mean(errors).toFixed(5)}, divergence ${
        mean(kl).toFixed(2)
      } nats\n` +
      `best  ${errors[best]!.toFixed(5)}  ${names[best]}\n` +
      `worst ${errors[worst]!.toFixed(5)}  ${names[worst]}\n`,
    figures: [
      {
        path: "reconstructions",
        draw: grid(byError.map((_, i) => i).slice(0, SHOWN), "reconstructions"),
      },
      { path: "best", draw: grid(byError.slice(0, SHOWN), "the best reconstructions") },
      {
        path: "worst",
        draw: grid(byError.toReversed().slice(0, SHOWN), "the worst reconstructions"),
      },
      ...map ? [{ path: "latent_map", draw: map }] : [],
    ],
    files: [
      {
        path: "errors.csv",
        bytes: new TextEncoder().encode(
          csvText([["image", "class", "squared_error", "divergence_nats"], ...rows]),
        ),
      },
      { path: "latent.npy", bytes: encodeNpy([count, model.latentSize], encoding.mean) },
    ],
  };
}

/** Draws some images above their reconstructions, with the error of each. */
function pairsFigure(
  { images, names, labels, dataset }: Given,
  decoded: Float32Array,
  errors: Float64Array,
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
