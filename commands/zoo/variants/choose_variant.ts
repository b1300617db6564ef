// This module is browser compatible.
import { PAGE_KINDS, type ZooVariant, type ZooVariants } from "../../../infer/zoo_manifest.ts";

/** The largest distance from float32 at which the page takes a variant. */
export const LIMITS = {
  /** Accuracy: a tenth of a point. */
  accuracy: 1e-3,
  /** ELBO, in nats: less than a two-thousandth of it. */
  elbo: 0.1,
  /**
   * The difference between two runtimes. It is what the page promises, and it keeps classes equal
   * in all of them.
   */
  betweenRuntimes: 1e-5,
} as const;

/**
 * Chooses the variant that the page takes: the smallest that keeps its accuracy or ELBO on the
 * validation images within the limit, gives at most as many of them another class, and gives the
 * same numbers in every runtime as float32 files do.
 *
 * The zoo's models have seen the validation images in training, where they are surer than on new
 * images; the second condition bounds what accuracy can lose whatever the labels are.
 */
export function choosePageVariant(
  measured: ZooVariants["measured"],
  limit: number,
  validationImages: number,
): ZooVariants["page"] {
  const reference = measured.float32!.validation;
  const sizeOf = ({ files }: ZooVariant) =>
    Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
  const [smallest] = PAGE_KINDS.filter((kind) => {
    const variant = measured[kind];
    return variant !== undefined && variant.validation >= reference - limit &&
      variant.otherClass <= LIMITS.accuracy * validationImages &&
      variant.betweenRuntimes <= LIMITS.betweenRuntimes;
  }).sort((a, b) => sizeOf(measured[a]!) - sizeOf(measured[b]!));
  return smallest ?? "float32";
}
