// This module is browser compatible.
import type { Encoding } from "../../../infer/vae/vae.ts";

/**
 * The mean Kullback-Leibler divergence of each latent dimension from the standard normal
 * distribution, in nats (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, appendix B).
 * It measures how much a dimension tells about the images: a dimension that the model does not use
 * has about 0.
 *
 * @param encoding Means and logarithms of variances, [count, latent].
 * @returns [latent].
 */
export function klPerDimension({ mean, logvar }: Encoding, latent: number): Float64Array {
  const sums = new Float64Array(latent);
  for (let i = 0; i < mean.length; i++) {
    sums[i % latent]! += (mean[i]! * mean[i]! + Math.exp(logvar[i]!) - 1 - logvar[i]!) / 2;
  }
  const count = mean.length / latent;
  return sums.map((sum) => sum / count);
}

/** Sorts the dimensions by their divergence, the largest first; equal ones keep their order. */
export function orderByKl(kl: Float64Array): number[] {
  return [...kl.keys()].sort((a, b) => kl[b]! - kl[a]! || a - b);
}
