// This module is browser compatible.

import { type Interval, wilson } from "./wilson.ts";

/** The predictions of one class of probability. */
export interface CalibrationBin {
  /** The class is the probabilities above `low` up to `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean probability; 0 where there is none. */
  readonly confidence: number;
  /** The share that is right; 0 where there is none. */
  readonly accuracy: number;
  /** 95 % confidence interval of that share. */
  readonly interval: Interval;
}

/** Whether the probabilities of a classifier are how often it is right. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /**
   * The expected calibration error: the mean distance of share and probability, over the images.
   */
  readonly error: number;
  /** Over all images. */
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * Compares probabilities with how often they came true, in classes of equal width: Guo et al., "On
 * Calibration of Modern Neural Networks", 2017, equations 2 to 5.
 *
 * @param confidences [count]: the probability of what each image was taken for, 0 to 1.
 * @param correct [count]: whether it was right.
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
  classes = 10,
): Calibration {
  const counts = new Float64Array(classes);
  const right = new Float64Array(classes), sums = new Float64Array(classes);
  const count = confidences.length;
  for (let i = 0; i < count; i++) {
    const bin = Math.max(0, Math.ceil(confidences[i]! * classes) - 1);
    counts[bin] = counts[bin]! + 1;
    right[bin] = right[bin]! + Number(correct[i]);
    sums[bin] = sums[bin]! + confidences[i]!;
  }
  const bins = Array.from(counts, (own, bin): CalibrationBin => ({
    low: bin / classes,
    high: (bin + 1) / classes,
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
