// This module is browser compatible.

import type { LabelledImages } from "../../data/dataset.ts";
import { countImages } from "../../infer/image_batch.ts";
import { squaredErrors } from "../../infer/vae/evaluate_vae.ts";
import { pca } from "../../viz/mod.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/**
 * How well PCA does what a VAE does: principal components of the training images reconstruct other
 * images.
 *
 * @param latent How many components, if the training images have so many.
 * @returns Components, and mean squared error per pixel of grey levels in 0..1.
 */
export function pcaError(
  train: LabelledImages,
  images: Uint8Array,
  latent: number,
): { readonly components: number; readonly mse: number } {
  const components = Math.min(latent, train.count, IMAGE_PIXELS);
  const axes = pca(train.images, { count: train.count, dimensions: IMAGE_PIXELS, components });
  const count = countImages(images, "compare");
  const levels = axes.inverseTransform(axes.transform(images, count), count);
  const errors = squaredErrors(images, levels.map((level) => level / 255));
  return { components, mse: errors.reduce((sum, error) => sum + error, 0) / count };
}
