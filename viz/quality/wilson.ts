// This module is browser compatible.

/** An interval of shares, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The standard normal distribution has 95 % of its probability within so many deviations. */
const Z = 1.959963984540054;

/**
 * The 95 % confidence interval of a share: what a share measured on a sample says of the share of
 * all. Wilson 1927, as in Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion"
 * (2001), equation 4: unlike the usual one it is right near 0 and 1.
 *
 * @param right How many of the sample.
 * @param count The size of the sample, at least 1.
 *
 * @example
 * ```ts
 * const { low, high } = wilson(9_000, 10_000);
 * console.assert(low.toFixed(4) === "0.8940" && high.toFixed(4) === "0.9057");
 * ```
 */
export function wilson(right: number, count: number): Interval {
  const share = right / count, z2 = Z * Z;
  const middle = (share + z2 / (2 * count)) / (1 + z2 / count);
  const reach = Z / (1 + z2 / count) *
    Math.sqrt(share * (1 - share) / count + z2 / (4 * count * count));
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
