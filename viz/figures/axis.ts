// This module is browser compatible.

import { formatNumber, formatPercent, type ValueFormat } from "./format.ts";

/** A mark on an axis. */
export interface Tick {
  /** Where it stands, in the units of the data. */
  value: number;
  /** What is printed beside it. */
  label: string;
}

/** The range of an axis and the marks on it. */
export interface Axis {
  /** The lower end of the range. */
  low: number;
  /** The upper end of the range, above `low`. */
  high: number;
  /** Marks within the range, in rising order. */
  ticks: readonly Tick[];
}

/**
 * A step of 1, 2 or 5 times a power of ten, kept as integers so that its multiples are rounded only
 * once.
 */
interface Step {
  mantissa: 1 | 2 | 5;
  exponent: number;
}

/**
 * The 1-2-5 step that divides `span` into about `count` parts; by multiplication, since logarithms
 * differ by engine.
 */
function niceStep(span: number, count: number): Step {
  const raw = span / count;
  let power = 1;
  let exponent = 0;
  for (; raw >= power * 10; power *= 10) exponent++;
  for (; raw < power; power /= 10) exponent--;
  const ratio = raw / power;
  if (ratio < 1.5) return { mantissa: 1, exponent };
  if (ratio < 3.5) return { mantissa: 2, exponent };
  if (ratio < 7.5) return { mantissa: 5, exponent };
  return { mantissa: 1, exponent: exponent + 1 };
}

/** `index` steps from zero: exact while `index * mantissa` and the power of ten are. */
function multiple({ mantissa, exponent }: Step, index: number): number {
  let power = 1;
  for (let i = Math.abs(exponent); i > 0; i--) power *= 10;
  return exponent < 0 ? index * mantissa / power : index * mantissa * power;
}

/** All multiples of the step between two values; a hair of slack keeps 0.3 a multiple of 0.1. */
function multiples(step: Step, low: number, high: number): number[] {
  const size = multiple(step, 1);
  const first = Math.ceil(low / size - 1e-9);
  const last = Math.floor(high / size + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => multiple(step, first + i) + 0);
}

/**
 * An axis for measured values: a little air around them, down to zero where zero is near, and never
 * above 100 % where the values are shares.
 *
 * @param least The least value, within the range of float32.
 * @param most The greatest value, within the same range, not below `least`.
 * @param format How the labels read.
 * @param count About how many steps to have.
 * @returns The range and its ticks.
 *
 * @example
 * ```ts
 * import { valueAxis } from "./axis.ts";
 *
 * const { ticks } = valueAxis(0.15, 0.6, "number");
 * console.assert(ticks.map((tick) => tick.label).join(" ") === "0.2 0.3 0.4 0.5 0.6");
 * ```
 */
export function valueAxis(least: number, most: number, format: ValueFormat, count = 5): Axis {
  // Values that differ only by rounding are one value: no step could be told apart from none.
  const flat = most - least <= Math.abs(most) * 1e-6;
  const span = flat ? Math.abs(least) * 0.2 || 1 : most - least;
  let low = least - span * 0.08;
  let high = most + span * 0.08;
  if (least >= 0 && low < span * 0.25) low = 0;
  if (format === "percent" && most <= 1) high = Math.min(high, 1);
  const step = niceStep(high - low, count);
  const decimals = Math.max(0, format === "percent" ? -step.exponent - 2 : -step.exponent);
  const print = format === "percent" ? formatPercent : formatNumber;
  const ticks = multiples(step, low, high).map((value) => ({
    value,
    label: print(value, decimals),
  }));
  return { low, high, ticks };
}

/**
 * Marks for a range that is given: a map's, whose two axes have one scale.
 *
 * @param low The lower end of the range.
 * @param high The upper end of the range, above `low`.
 * @param count About how many steps to have.
 * @returns The marks within the range.
 *
 * @example
 * ```ts
 * import { ticksWithin } from "./axis.ts";
 *
 * console.assert(ticksWithin(-7, 12, 4).map((tick) => tick.label).join(" ") === "−5 0 5 10");
 * ```
 */
export function ticksWithin(low: number, high: number, count: number): Tick[] {
  const step = niceStep(high - low, count);
  const decimals = Math.max(0, -step.exponent);
  return multiples(step, low, high).map((value) => ({
    value,
    label: formatNumber(value, decimals),
  }));
}

/**
 * An axis for epochs: whole numbers only, from the first epoch to the last, the first one marked
 * where it has room.
 *
 * @param first The first epoch.
 * @param last The last epoch, not before the first.
 * @param count About how many steps to have.
 * @returns The range and its ticks; a single epoch stands in the middle.
 *
 * @example
 * ```ts
 * import { epochAxis } from "./axis.ts";
 *
 * const { ticks } = epochAxis(1, 15);
 * console.assert(ticks.map((tick) => tick.label).join(" ") === "1 5 10 15");
 * ```
 */
export function epochAxis(first: number, last: number, count = 4): Axis {
  if (first === last) {
    return { low: first - 1, high: last + 1, ticks: [{ value: first, label: String(first) }] };
  }
  const nice = niceStep(last - first, count);
  const step: Step = nice.exponent < 0 ? { mantissa: 1, exponent: 0 } : nice;
  const values = multiples(step, first, last);
  const next = values[0] ?? last;
  if (next - first >= 0.75 * multiple(step, 1)) values.unshift(first);
  return {
    low: first,
    high: last,
    ticks: values.map((value) => ({ value, label: formatNumber(value, 0) })),
  };
}
