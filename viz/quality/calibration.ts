// This module is browser compatible.

import { type Interval, wilson } from "./wilson.ts";

/** The predictions with a probability in one interval. */
export interface CalibrationBin {
  /** The bin has the probabilities above `low` up to `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean probability; 0 for an empty bin. */
  readonly confidence: number;
  /** The share of correct predictions; 0 for an empty bin. */
  readonly accuracy: number;
  /** 95 % confidence interval of the accuracy. */
  readonly interval: Interval;
}

/** The calibration of a classifier: its probabilities in comparison with its accuracy. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** The expected calibration error: the mean of |accuracy - confidence| over the images. */
  readonly error: number;
  /** The mean probability over all images. */
  readonly confidence: number;
  /** The share of correct predictions over all images. */
  readonly accuracy: number;
}

/**
 * Compares probabilities with accuracies in bins of equal width (Guo et al., "On Calibration of
 * Modern Neural Networks", 2017, equations 2 to 5).
 *
 * @param confidences [count]: the probability of the predicted class of each image, 0 to 1.
 * @param correct [count]: true where the predicted class is the label.
 * @param binCount Number of bins.
 *
 * @example
 * ```ts
 * import { calibrationOf } from "./calibration.ts";
 *
 * const { error } = calibrationOf([0.75, 0.75], [true, false]);
 * console.assert(error === 0.25);
 * ```
 */
export function calibrationOf(
  confidences: ArrayLike<number>,
  correct: ArrayLike<boolean>,
  binCount = 10,
): Calibration {
  const counts = new Float64Array(binCount);
  const right = new Float64Array(binCount), sums = new Float64Array(binCount);
  const count = confidences.length;
  for (let i = 0; i < count; i++) {
    const bin = Math.max(0, Math.ceil(confidences[i]! * binCount) - 1);
    counts[bin] = counts[bin]! + 1;
    right[bin] = right[bin]! + Number(correct[i]);
    sums[bin] = sums[bin]! + confidences[i]!;
  }
  const bins = Array.from(counts, (own, bin): CalibrationBin => ({
    low: bin / binCount,
    high: (bin + 1) / binCount,
    count: own,
    confidence: sums[bin]! / Math.max(1, own),
    accuracy: right[bin]! / Math.max(1, own),
    interval: own > 0 ? wilson(right[bin]!, own) : { low: 0, high: 1 },
  }));
  const mean = (of: (bin: CalibrationBin) => number) =>
    bins.reduce((sum, bin) => sum + bin.count * of(bin), 0) / count;
  return {
    bins,
    error: mean(({ accuracy, confidence }) => Math.abs(accuracy - confidence)),
    confidence: mean(({ confidence }) => confidence),
    accuracy: mean(({ accuracy }) => accuracy),
  };
}
