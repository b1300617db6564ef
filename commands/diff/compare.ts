// This module is browser compatible.
import { isFloat, numbersOf, type TensorValue, type ValueType } from "../../onnx/tensor_value.ts";
import { statisticsOf } from "./statistics.ts";

/** Result of the comparison of two tensors. */
export interface Comparison {
  /** True when they differ by more than is allowed. */
  readonly parts: boolean;
  /** Largest difference; Infinity where one is NaN or infinite and the other is not. */
  readonly difference: number;
  /** Largest difference that is allowed. */
  readonly allowed: number;
  /** Number of elements that differ by more. */
  readonly beyond: number;
  /** Number of elements. */
  readonly size: number;
  /** The position of the largest difference, along each axis. */
  readonly at: readonly number[];
  /** The two elements there. */
  readonly left: number;
  readonly right: number;
  /** The two shapes, where they differ. The elements are not compared then. */
  readonly shapes?: readonly [left: readonly number[], right: readonly number[]];
}

/** The differences that are allowed between two runtimes. */
interface Tolerance {
  /** In standard deviations of the value. */
  readonly spread: number;
  /** In units of the largest absolute value. */
  readonly rounding: number;
}

/**
 * Tolerances by float type.
 *
 * Rounding errors grow with the terms that a sum adds, whose size is that of the value's spread. A
 * sum of some thousand terms in another order differs by about 1e-6 of it in float32; layers above
 * it add their own errors, and GPUs compute exp and tanh to about 1e-5. A wrong result differs by
 * far more than 1e-4. A constant that is added to a value makes it larger, and not its spread: its
 * own rounding (2^-24 of it in float32) is allowed 32 times over.
 *
 * float16 has 11 bits. Runtimes that add in float16 and those that add in float32 differ by some of
 * its steps of 1e-3.
 */
const TOLERANCES: Readonly<Partial<Record<ValueType, Tolerance>>> = {
  float64: { spread: 1e-10, rounding: 32 * 2 ** -53 },
  float32: { spread: 1e-4, rounding: 32 * 2 ** -24 },
  float16: { spread: 2e-2, rounding: 4 * 2 ** -11 },
};

/** Integers of one byte are quantised numbers: where one lies between two steps, each is right. */
const ONE_STEP = new Set<ValueType>(["int8", "uint8"]);

/**
 * Compares two tensors. Two NaN are equal, and two infinities of one sign.
 *
 * @param tolerance Allowed difference of floats, in standard deviations of `left` (of the largest
 * absolute value where all elements are equal). Default: by element type, as above.
 */
export function compareTensors(
  left: TensorValue,
  right: TensorValue,
  tolerance?: number,
): Comparison {
  const size = left.data.length;
  if (left.shape.join() !== right.shape.join()) {
    return {
      ...{ parts: true, difference: Infinity, allowed: 0, beyond: size, size },
      ...{ at: [], left: NaN, right: NaN, shapes: [left.shape, right.shape] },
    };
  }
  const allowed = allowedDifference(left, right, tolerance);
  const a = numbersOf(left), b = numbersOf(right);
  let difference = 0, worst = 0, beyond = 0;
  for (let i = 0; i < size; i++) {
    if (Object.is(a[i], b[i])) continue;
    const away = Math.abs(a[i]! - b[i]!);
    const distance = away === away ? away : Infinity; // NaN beside a number
    if (distance > allowed) beyond++;
    if (distance > difference) [difference, worst] = [distance, i];
  }
  const at = positionOf(worst, left.shape);
  const parts = beyond > 0;
  return { parts, difference, allowed, beyond, size, at, left: a[worst]!, right: b[worst]! };
}

function allowedDifference(left: TensorValue, right: TensorValue, tolerance?: number): number {
  const type = coarser(left.type, right.type);
  if (!isFloat(type)) return ONE_STEP.has(type) ? 1 : 0;
  const { deviation, largest } = statisticsOf(left);
  const scale = deviation > 0 ? deviation : largest;
  if (tolerance !== undefined) return tolerance * scale;
  const { spread, rounding } = TOLERANCES[type]!;
  return spread * scale + rounding * largest;
}

/** The float type with fewer bits, where the types differ. */
function coarser(left: ValueType, right: ValueType): ValueType {
  const order: readonly ValueType[] = ["float16", "float32", "float64"];
  return order.find((type) => type === left || type === right) ?? left;
}

/** The position of an element along each axis. */
function positionOf(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  for (const length of shape.toReversed()) {
    position.unshift(length > 0 ? index % length : 0);
    index = length > 0 ? Math.floor(index / length) : 0;
  }
  return position;
}
