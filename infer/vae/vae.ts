// This module is browser compatible.
import { createGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { countImages, fillBatch, requireBatchSize } from "../image_batch.ts";
import type { VaeModel } from "./load_vae.ts";
import { outputRows } from "../output_rows.ts";
import { fillNormal } from "../../data/normal.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";

/** Options of running a VAE. */
export interface VaeRunOptions {
  /** Images in a batch. Default 256. */
  readonly batchSize?: number;
  /** Called after each batch with the number of images done. */
  readonly onProgress?: (done: number) => void;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A normal distribution over the latent space for each image. */
export interface Encoding {
  /** [count, model.latentSize]. */
  readonly mean: Float32Array;
  /** Logarithms of the variances, [count, model.latentSize]. */
  readonly logvar: Float32Array;
}

/**
 * Encodes images as normal distributions over the latent space.
 *
 * @param images [count,28,28]: grey levels 0..255 as bytes, or 0..1 as floats.
 * @throws {WeftError} `usage` when the length is not a multiple of 784 or a float is outside 0..1.
 *
 * @example
 * ```ts ignore
 * const { mean } = await encode(await loadVae({ encoder, decoder }), image);
 * ```
 */
export async function encode(
  model: VaeModel,
  images: Uint8Array | Float32Array,
  options: VaeRunOptions = {},
): Promise<Encoding> {
  const { encoder, latentSize } = model;
  const count = countImages(images, "encode");
  const mean = new Float32Array(count * latentSize), logvar = new Float32Array(mean.length);
  await inBatches(count, options, async (from, size) => {
    const batch = new Float32Array(size * IMAGE_PIXELS);
    fillBatch(batch, images, from * IMAGE_PIXELS, "encode");
    const image = new encoder.Tensor("float32", batch, [size, 1, IMAGE_SIDE, IMAGE_SIDE]);
    const results = await encoder.run({ image });
    const rows = (output: string) => outputRows(results, output, [size, latentSize], model.name);
    mean.set(rows("mean"), from * latentSize);
    logvar.set(rows("logvar"), from * latentSize);
  });
  return { mean, logvar };
}

/**
 * Decodes points of the latent space into images.
 *
 * @param latent [count, model.latentSize].
 * @returns [count,28,28], grey levels 0..1.
 * @throws {WeftError} `usage` when the length is not a multiple of the latent size, or a number is
 * not finite.
 *
 * @example
 * ```ts ignore
 * const image = await decode(model, new Float32Array(model.latentSize)); // of the origin
 * ```
 */
export async function decode(
  model: VaeModel,
  latent: Float32Array,
  options: VaeRunOptions = {},
): Promise<Float32Array> {
  const { decoder, latentSize } = model;
  const count = latent.length / latentSize;
  const invalid = latent.findIndex((value) => !Number.isFinite(value));
  if (!Number.isInteger(count) || invalid >= 0) {
    throw new WeftError(
      "usage",
      invalid >= 0
        ? `Cannot decode: number ${invalid} of the latent is ${latent[invalid]}`
        : `Cannot decode ${latent.length} numbers: the latent space of ${model.name} has ` +
          `${latentSize} dimensions`,
      `Give ${latentSize} finite numbers for each image`,
    );
  }
  const images = new Float32Array(count * IMAGE_PIXELS);
  await inBatches(count, options, async (from, size) => {
    const part = latent.slice(from * latentSize, (from + size) * latentSize);
    const feeds = { latent: new decoder.Tensor("float32", part, [size, latentSize]) };
    const shape = [size, 1, IMAGE_SIDE, IMAGE_SIDE];
    const rows = outputRows(await decoder.run(feeds), "image", shape, model.name);
    images.set(rows, from * IMAGE_PIXELS);
  });
  return images;
}

/**
 * Encodes images and decodes the means of the encodings.
 *
 * @param images [count,28,28]: grey levels 0..255 as bytes, or 0..1 as floats.
 * @returns [count,28,28], grey levels 0..1.
 *
 * @example
 * ```ts ignore
 * const reconstruction = await reconstruct(model, image);
 * ```
 */
export async function reconstruct(
  model: VaeModel,
  images: Uint8Array | Float32Array,
  options: VaeRunOptions = {},
): Promise<Float32Array> {
  const { mean } = await encode(model, images, { ...options, onProgress: () => {} });
  return await decode(model, mean, options);
}

/**
 * Interpolates between two images, by equal steps on the straight line between their means in the
 * latent space.
 *
 * @param from The first image, [28,28].
 * @param to The last image, [28,28].
 * @param steps The number of images with both ends; at least 2.
 * @returns [steps,28,28], grey levels 0..1.
 * @throws {WeftError} `usage` when there are less than 2 steps, or an end is not one image.
 *
 * @example
 * ```ts ignore
 * const images = await interpolate(model, boot, bag, 10);
 * ```
 */
export async function interpolate(
  model: VaeModel,
  from: Uint8Array | Float32Array,
  to: Uint8Array | Float32Array,
  steps: number,
): Promise<Float32Array> {
  if (!Number.isInteger(steps) || steps < 2) {
    throw new WeftError(
      "usage",
      `Cannot interpolate in ${steps} steps: expected a whole number of at least 2`,
      "Both ends count, so 3 steps give one image in between",
    );
  }
  if ([from, to].some(({ length }) => length !== IMAGE_PIXELS)) {
    throw new WeftError(
      "usage",
      `Cannot interpolate from ${from.length} to ${to.length} values: ` +
        "expected one image of 784 at each end",
      "Resize each image to 28 x 28 grey levels",
    );
  }
  const [start, end] = [await encode(model, from), await encode(model, to)];
  const { latentSize } = model;
  const latent = Float32Array.from({ length: steps * latentSize }, (_, i) => {
    const part = Math.floor(i / latentSize) / (steps - 1), axis = i % latentSize;
    return (1 - part) * start.mean[axis]! + part * end.mean[axis]!;
  });
  return await decode(model, latent);
}

/**
 * Generates images: draws points from the standard normal distribution and decodes them. The same
 * seed draws the same points in every runtime.
 *
 * @returns [count,28,28], grey levels 0..1.
 * @throws {WeftError} `usage` when `count` is not an integer of at least 1, or `seed` is not one of
 * at least 0.
 *
 * @example
 * ```ts ignore
 * const images = await sample(model, { count: 64, seed: 1 });
 * ```
 */
export async function sample(
  model: VaeModel,
  { count, seed = 1 }: { readonly count: number; readonly seed?: number },
): Promise<Float32Array> {
  if (!Number.isInteger(count) || count < 1) {
    throw new WeftError(
      "usage",
      `Cannot sample ${count} images: expected a whole number of at least 1`,
      "Give a number such as 64",
    );
  }
  const latent = new Float32Array(count * model.latentSize);
  fillNormal(createGenerator(seed), latent);
  return await decode(model, latent);
}

async function inBatches(
  count: number,
  { batchSize = 256, onProgress, signal }: VaeRunOptions,
  run: (from: number, size: number) => Promise<void>,
): Promise<void> {
  requireBatchSize(batchSize, "run the VAE");
  for (let from = 0; from < count; from += batchSize) {
    signal?.throwIfAborted();
    const size = Math.min(batchSize, count - from);
    await run(from, size);
    onProgress?.(from + size);
  }
}
