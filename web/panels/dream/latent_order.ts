// This module is browser compatible.
import type { Encoding } from "../../../infer/vae/vae.ts";

/**
 * How much each dimension of a latent space tells of the images, in nats: the mean Kullback-Leibler
 * divergence of what the encoder gives from the standard normal distribution (Kingma and Welling,
 * "Auto-Encoding Variational Bayes", 2014, appendix B), dimension by dimension. A dimension that
 * the model does not use has about 0.
 *
 * @param encoding Means and logarithms of variances, [count, latent].
 * @returns [latent]
 */
export function informationOf({ mean, logvar }: Encoding, latent: number): Float64Array {
  const sums = new Float64Array(latent);
  for (let i = 0; i < mean.length; i++) {
    sums[i % latent]! += (mean[i]! * mean[i]! + Math.exp(logvar[i]!) - 1 - logvar[i]!) / 2;
  }
  const count = mean.length / latent;
  return sums.map((sum) => sum / count);
}

/** The dimensions, the one that tells most first; of equal ones the first. */
export function byInformation(information: Float64Array): number[] {
  return [...information.keys()].sort((a, b) => information[b]! - information[a]! || a - b);
}
