// This module is browser compatible.
import { isFloat, numbersOf, type TensorValue } from "../../onnx/tensor_value.ts";

/** Statistics of the elements of a tensor. All but the counts are of the finite elements. */
export interface Statistics {
  /** `undefined` where no element is finite. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly mean: number | undefined;
  /** The standard deviation. */
  readonly deviation: number;
  /** The largest absolute value. */
  readonly largest: number;
  readonly nan: number;
  readonly infinite: number;
}

/** Computes the statistics of a tensor. */
export function statisticsOf(value: TensorValue): Statistics {
  const numbers = numbersOf(value);
  let min = Infinity, max = -Infinity, sum = 0, finite = 0, nan = 0, infinite = 0;
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    if (x - x !== 0) {
      if (x !== x) nan++;
      else infinite++;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
    finite++;
  }
  if (finite === 0) {
    const none = undefined;
    return { min: none, max: none, mean: none, deviation: 0, largest: 0, nan, infinite };
  }
  const mean = sum / finite;
  let squares = 0;
  for (let i = 0; i < numbers.length; i++) {
    const away = numbers[i]! - mean;
    if (away - away === 0) squares += away * away;
  }
  const deviation = min === max ? 0 : Math.sqrt(squares / finite);
  return { min, max, mean, deviation, largest: Math.max(-min, max), nan, infinite };
}

/** True when an element is NaN or infinite. */
export function hasNotFinite({ type, data }: TensorValue): boolean {
  return isFloat(type) && (data as Float32Array).some((x) => x - x !== 0);
}
