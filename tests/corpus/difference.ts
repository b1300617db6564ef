import type { OutputNumbers } from "../../compiler/check/difference.ts";

type Output = Pick<OutputNumbers, "shape" | "data">;

/**
 * The largest difference of two computations of one output, as a share of the largest number of the
 * second, or of 1 where that is smaller. Infinite when the shapes differ, or only one of a pair is
 * NaN.
 */
export function differenceBySize(found: Output, wanted: Output): number {
  if (found.shape.join() !== wanted.shape.join()) return Infinity;
  let [largest, difference] = [1, 0];
  for (let i = 0; i < wanted.data.length; i++) {
    const [value, other] = [Number(wanted.data[i]), Number(found.data[i])];
    if (!Object.is(value, other)) difference = Math.max(difference, distance(value, other));
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}

function distance(a: number, b: number): number {
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}
