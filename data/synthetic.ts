// This module is browser compatible.

import { WeftError } from "../error.ts";
import type { LabelledImages } from "./dataset.ts";
import type { Split } from "./fashion_mnist.ts";
import { weave } from "./garments/cloth.ts";
import { GARMENTS } from "./garments/mod.ts";
import { createPen, type Pen, randomPlacement } from "./garments/pen.ts";
import { createRaster } from "./garments/raster.ts";
import { createGenerator, type Generator } from "./random.ts";
import { IMAGE_PIXELS } from "./image.ts";

/** How many images each split has unless told otherwise: as many as Fashion-MNIST. */
export const SYNTHETIC_SIZES: Readonly<Record<Split, number>> = { train: 60_000, test: 10_000 };

/** Which synthetic images to draw. */
export interface SyntheticOptions {
  /** The splits share no image. */
  readonly split: Split;
  /** How many; the first images are the same whatever the number. */
  readonly count: number;
  /** Default 1. */
  readonly seed?: number;
}

/** How often a garment that looks like its class is drawn in its place. */
const MISTAKEN = 0.012;
/** How often something covers a part of the garment, or a hole shows the background. */
const DAMAGED = 0.06;

const STREAMS: Readonly<Record<Split, number>> = { train: 0, test: 1 };

/**
 * Draws garments of the ten classes as 28x28 grey levels on black: a stand-in for Fashion-MNIST
 * where there is no network, and nothing to measure a model of clothes by. Size, cut, sleeves,
 * neckline, collar, front, stripes, folds, brightness, position and noise vary; tops overlap, as
 * real ones do. The same seed gives the same bytes in every engine.
 *
 * 70,000 images take 3.5 s (one core of a Xeon, Deno 2.9.6). How hard it is: of the five nearest
 * neighbours among 5,000 images the majority is right for 78 % of 1,000 (81 % on Fashion-MNIST), and
 * a LeNet trained on 20,000 for six epochs for 86 % of 4,000; shirts are the hardest, as there.
 *
 * @throws {WeftError} `usage` when `count` is not a positive integer.
 *
 * @example
 * ```ts
 * const { images, labels } = synthesize({ split: "train", count: 20 });
 * console.assert(images.length === 20 * 784 && labels.every((label) => label < 10));
 * ```
 */
export function synthesize({ split, count, seed = 1 }: SyntheticOptions): LabelledImages {
  if (!Number.isInteger(count) || count < 1) {
    throw new WeftError(
      "usage",
      `Cannot draw synthetic images: expected a positive number of them, got ${count}`,
      "Ask for at least one image",
    );
  }
  const generator = createGenerator(seed, STREAMS[split]);
  const raster = createRaster();
  const images = new Uint8Array(count * IMAGE_PIXELS), labels = new Uint8Array(count);
  let classes = new Uint32Array(0);
  for (let n = 0; n < count; n++) {
    // Each ten images in a row hold every class once, so that any number of them is balanced.
    const turn = n % GARMENTS.length;
    if (turn === 0) classes = new Uint32Array(generator.permutation(GARMENTS.length));
    const label = classes[turn]!;
    labels[n] = label;

    const kind = GARMENTS[lookalike(label, generator)]!;
    raster.levels.fill(0);
    weave(raster.texture, generator, kind.patterned);
    const pen = createPen(raster, randomPlacement(generator), generator);
    kind.draw(pen);
    if (generator.uniform() < DAMAGED) damage(pen);
    develop(raster.levels, images, n * IMAGE_PIXELS, generator);
  }
  return { images, labels, count };
}

/** The class to draw for a label: now and then another that looks like it. */
function lookalike(label: number, generator: Generator): number {
  const { lookalikes } = GARMENTS[label]!;
  if (lookalikes.length === 0 || generator.uniform() >= MISTAKEN * lookalikes.length) return label;
  return lookalikes[generator.below(lookalikes.length)]!;
}

/** Covers a part with the background or with something bright, such as a tag. */
function damage(pen: Pen): void {
  const x = pen.range(-0.7, 0.7), y = pen.range(-0.7, 0.7);
  pen.ellipse(x, y, pen.range(0.1, 0.35), pen.range(0.1, 0.35), pen.chance(0.7) ? 0 : 1);
}

/** Turns brightness into bytes, with a contrast of its own. Black stays black. */
function develop(levels: Float32Array, out: Uint8Array, at: number, generator: Generator): void {
  const gain = 255 * (0.85 + 0.3 * generator.uniform());
  for (let i = 0; i < IMAGE_PIXELS; i++) {
    out[at + i] = Math.min(255, Math.max(0, Math.floor(levels[i]! * gain + 0.5)));
  }
}
