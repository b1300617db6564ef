// This module is browser compatible.
import { createGenerator } from "../../data/random.ts";
import { countImages } from "../image_batch.ts";
import type { VaeModel } from "./load_vae.ts";
import { fillNormal } from "../../data/normal.ts";
import { decode, encode, type Encoding, type VaeRunOptions } from "./vae.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** The scores of a VAE: means over the images, in nats per image. */
export interface VaeEvaluation {
  /** The cross-entropy of the grey levels, with one sample of the latent. */
  readonly bce: number;
  /** The Kullback-Leibler divergence of the encoding from the standard normal distribution. */
  readonly kl: number;
  /** -(bce + kl), a lower bound of the log-likelihood. */
  readonly elbo: number;
}

/** The seed of the latent samples. */
const SEED = 1;

/** The largest float32 below 1: the sigmoid of a decoder may round to 1. */
const LARGEST = 1 - 2 ** -24;
/** The smallest float32 with full precision. */
const SMALLEST = 2 ** -126;

/**
 * The cross-entropy of an image, whose grey levels x are probabilities of white, and a decoded
 * image p: -Σ x log p + (1 - x) log(1 - p).
 *
 * @param levels Grey levels 0..255 of any number of images.
 * @param at The index of the image's first pixel in `levels`.
 * @param probabilities Grey levels of decoded images, 0..1.
 * @param from The index of the decoded image's first pixel in `probabilities`.
 * @returns Nats.
 */
export function crossEntropy(
  levels: Uint8Array,
  at: number,
  probabilities: ArrayLike<number>,
  from: number,
): number {
  let sum = 0;
  for (let i = 0; i < IMAGE_PIXELS; i++) {
    const level = levels[at + i]!, x = level / 255;
    const p = Math.min(LARGEST, Math.max(SMALLEST, probabilities[from + i]!));
    // Most pixels are black, and need one logarithm only.
    if (level < 255) sum -= (1 - x) * Math.log1p(-p);
    if (level > 0) sum -= x * Math.log(p);
  }
  return sum;
}

/** The least cross-entropy of images, with decoded images equal to them: a mean, in nats. */
export function entropyFloor(images: Uint8Array): number {
  const ofLevel = Float64Array.from({ length: 256 }, (_, level) => {
    const x = level / 255;
    return level === 0 || level === 255 ? 0 : -(x * Math.log(x) + (1 - x) * Math.log1p(-x));
  });
  let sum = 0;
  for (const level of images) sum += ofLevel[level]!;
  return sum / countImages(images, "measure");
}

/** The mean squared error per pixel of each image, of grey levels in 0..1. */
export function squaredErrors(images: Uint8Array, others: Float32Array): Float64Array {
  const count = countImages(images, "compare");
  return Float64Array.from({ length: count }, (_, image) => {
    let sum = 0;
    for (let i = image * IMAGE_PIXELS; i < (image + 1) * IMAGE_PIXELS; i++) {
      const difference = images[i]! / 255 - others[i]!;
      sum += difference * difference;
    }
    return sum / IMAGE_PIXELS;
  });
}

/**
 * The divergence of each encoding from the standard normal distribution, in nats (Kingma and
 * Welling 2014, appendix B).
 */
export function divergences({ mean, logvar }: Encoding, latentSize: number): Float64Array {
  return Float64Array.from({ length: mean.length / latentSize }, (_, image) => {
    let sum = 0;
    for (let i = image * latentSize; i < (image + 1) * latentSize; i++) {
      sum += mean[i]! * mean[i]! + Math.exp(logvar[i]!) - logvar[i]! - 1;
    }
    return sum / 2;
  });
}

/**
 * Measures the ELBO of images, with one sample of the latent for each from a fixed seed.
 *
 * @param images [count,28,28], grey levels 0..255.
 */
export async function evaluateVae(
  model: VaeModel,
  images: Uint8Array,
  options: VaeRunOptions = {},
): Promise<VaeEvaluation> {
  const { latentSize } = model;
  const count = countImages(images, "measure");
  const encoding = await encode(model, images, options);
  const epsilon = new Float32Array(count * latentSize);
  fillNormal(createGenerator(SEED), epsilon);
  const latent = epsilon.map((value, i) =>
    encoding.mean[i]! + Math.exp(encoding.logvar[i]! / 2) * value
  );
  const decoded = await decode(model, latent, options);
  let bce = 0;
  for (let i = 0; i < count; i++) {
    bce += crossEntropy(images, i * IMAGE_PIXELS, decoded, i * IMAGE_PIXELS);
  }
  const kl = divergences(encoding, latentSize).reduce((sum, value) => sum + value, 0);
  return { bce: bce / count, kl: kl / count, elbo: -(bce + kl) / count };
}

/**
 * The importance-weighted bound of the log-likelihood (Burda, Grosse and Salakhutdinov 2016,
 * equation 8): the mean over the images of log 1/K Σ p(x|z) p(z) / q(z|x), with K samples from the
 * encoding. It is the ELBO for K = 1, and tighter for more samples.
 *
 * @param images [count,28,28], grey levels 0..255.
 * @param samples K, the samples for each image.
 * @returns Nats per image.
 */
export async function importanceWeightedBound(
  model: VaeModel,
  images: Uint8Array,
  samples: number,
  options: VaeRunOptions = {},
): Promise<number> {
  const { latentSize } = model;
  const count = countImages(images, "measure");
  const { mean, logvar } = await encode(model, images);
  const generator = createGenerator(SEED, 1);
  const group = Math.max(1, Math.floor(256 / samples));
  let total = 0;
  for (let first = 0; first < count; first += group) {
    options.signal?.throwIfAborted();
    const size = Math.min(group, count - first);
    const epsilon = new Float32Array(size * samples * latentSize);
    fillNormal(generator, epsilon);
    const latent = new Float32Array(epsilon.length);
    /** log p(z) - log q(z|x) of each sample; the constants cancel. */
    const weights = new Float64Array(size * samples);
    for (let row = 0; row < weights.length; row++) {
      const of = (first + Math.floor(row / samples)) * latentSize;
      for (let axis = 0; axis < latentSize; axis++) {
        const noise = epsilon[row * latentSize + axis]!, spread = logvar[of + axis]!;
        const z = mean[of + axis]! + Math.exp(spread / 2) * noise;
        latent[row * latentSize + axis] = z;
        weights[row]! += (noise * noise + spread - z * z) / 2;
      }
    }
    const decoded = await decode(model, latent);
    for (let row = 0; row < weights.length; row++) {
      const image = first + Math.floor(row / samples);
      weights[row]! -= crossEntropy(images, image * IMAGE_PIXELS, decoded, row * IMAGE_PIXELS);
    }
    for (let i = 0; i < size; i++) {
      total += logMeanExp(weights.subarray(i * samples, (i + 1) * samples));
    }
    options.onProgress?.(first + size);
  }
  return total / count;
}

function logMeanExp(values: Float64Array): number {
  const largest = values.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return largest + Math.log(sum / values.length);
}
