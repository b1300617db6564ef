// This module is browser compatible.

/** A distribution of colours: a mixture of a few components. */
export interface ColourMixture {
  /** The density at a colour, 0..255 in each channel. */
  density(red: number, green: number, blue: number): number;
}

/** A component of a mixture: colours around a mean. */
interface Component {
  readonly mean: readonly [red: number, green: number, blue: number];
  /** Mean squared distance from the mean, in each channel. */
  readonly variance: number;
  /** Its share of all colours, 0..1. */
  readonly share: number;
}

/**
 * The least standard deviation in grey levels, as noise and JPEG blocks give to a single colour.
 */
const LEAST_DEVIATION = 5;
/** Rounds of k-means: the means hardly move afterwards. */
const ROUNDS = 6;
/** The factor of a Student density in three dimensions, with 3 degrees: 2 / (Γ(3/2) (3π)^(3/2)). */
const STUDENT = 0.078;

/**
 * Fits a mixture to weighted colours: k-means (Lloyd 1982) from the quantiles of brightness, and a
 * Student density with three degrees of freedom around each mean. Its long tails give a colour near
 * the others some density. It needs no function that JavaScript engines round differently.
 *
 * @param colours [count,3], 0..255.
 * @param weights [count], 0 or more.
 * @param most The most components.
 *
 * @example
 * ```ts
 * const reds = Float32Array.of(200, 10, 10, 205, 12, 9);
 * const { density } = fitColourMixture(reds, Float32Array.of(1, 1), 1);
 * console.assert(density(200, 10, 10) > 100 * density(10, 10, 200));
 * ```
 */
export function fitColourMixture(
  colours: Float32Array,
  weights: Float32Array,
  most: number,
): ColourMixture {
  const components = kMeans(colours, weights, most);
  // A flat array is fast, and density() runs for each cell of each round.
  // Five numbers for each component: mean, 3 times the variance, and the density at the mean.
  const flat = Float64Array.from(components.flatMap(({ mean, variance, share }) => [
    ...mean,
    3 * variance,
    STUDENT * share / (variance * Math.sqrt(variance)),
  ]));
  return {
    density(red, green, blue) {
      let sum = 0;
      for (let k = 0; k < flat.length; k += 5) {
        const r = red - flat[k]!, g = green - flat[k + 1]!, b = blue - flat[k + 2]!;
        const q = 1 + (r * r + g * g + b * b) / flat[k + 3]!;
        sum += flat[k + 4]! / (q * q * q);
      }
      return sum;
    },
  };
}

/** Clusters weighted colours into at most `most` components. */
function kMeans(colours: Float32Array, weights: Float32Array, most: number): Component[] {
  const counted = Array.from(weights.keys()).filter((i) => weights[i]! > 0);
  const brightness = (i: number) => colours[3 * i]! + colours[3 * i + 1]! + colours[3 * i + 2]!;
  const sorted = counted.toSorted((a, b) => brightness(a) - brightness(b) || a - b);
  const count = Math.min(most, sorted.length);
  const means = new Float64Array(3 * count);
  for (let k = 0; k < count; k++) {
    const i = sorted[Math.floor((k + 0.5) * sorted.length / count)]!;
    for (let c = 0; c < 3; c++) means[3 * k + c] = colours[3 * i + c]!;
  }
  const sums = new Float64Array(3 * count), shares = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of [sums, shares, squares]) each.fill(0);
    for (const i of counted) {
      const r = colours[3 * i]!, g = colours[3 * i + 1]!, b = colours[3 * i + 2]!;
      let nearest = 0, least = Infinity;
      for (let k = 0; k < count; k++) {
        const x = r - means[3 * k]!, y = g - means[3 * k + 1]!, z = b - means[3 * k + 2]!;
        const distance = x * x + y * y + z * z;
        if (distance < least) least = distance, nearest = k;
      }
      const weight = weights[i]!;
      sums[3 * nearest]! += weight * r;
      sums[3 * nearest + 1]! += weight * g;
      sums[3 * nearest + 2]! += weight * b;
      shares[nearest]! += weight;
      squares[nearest]! += weight * least;
    }
    sums.forEach((sum, at) => {
      const share = shares[Math.floor(at / 3)]!;
      if (share > 0) means[at] = sum / share;
    });
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  return Array.from(shares.keys()).filter((k) => shares[k]! > 0).map((k) => ({
    mean: [means[3 * k]!, means[3 * k + 1]!, means[3 * k + 2]!],
    variance: squares[k]! / shares[k]! / 3 + LEAST_DEVIATION * LEAST_DEVIATION,
    share: shares[k]! / total,
  }));
}
