/**
 * A quantile of some times.
 *
 * @param part The share of the times that are below it, 0 to 1: 0.5 is the median.
 *
 * @example
 * ```ts
 * console.assert(quantile([3, 1, 2], 0.5) === 2);
 * ```
 */
export function quantile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(part * times.length)]!;
}

/** The median of some times; the upper one of two. */
export const median = (times: readonly number[]): number => quantile(times, 0.5);

/** The mean of some times. */
export const mean = (times: readonly number[]): number =>
  times.reduce((sum, time) => sum + time, 0) / times.length;
