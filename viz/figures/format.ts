// This module is browser compatible.

/** How the values of a panel read: as they are, or as shares of 1 in per cent. */
export type ValueFormat = "number" | "percent";

/**
 * A count with commas between thousands, without asking the locale.
 *
 * @param count A non-negative integer.
 * @returns For example `10,000`.
 *
 * @example
 * ```ts
 * import { formatCount } from "./format.ts";
 *
 * console.assert(formatCount(60000) === "60,000");
 * ```
 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A share of 1 in per cent.
 *
 * @param share Usually between 0 and 1; where it is not finite there is nothing to tell, and a dash
 * stands for it.
 * @param decimals Digits after the point.
 * @returns For example `93.4%`.
 *
 * @example
 * ```ts
 * import { formatPercent } from "./format.ts";
 *
 * console.assert(formatPercent(0.93414, 1) === "93.4%");
 * ```
 */
export function formatPercent(share: number, decimals: number): string {
  return Number.isFinite(share) ? `${fixed(share * 100, decimals)}%` : "–";
}

/**
 * A number as an axis or a table prints it, with a true minus sign and commas between thousands;
 * what fixed digits would blur into 0 or stretch beyond reading is printed with an exponent.
 *
 * @param value A finite number.
 * @param decimals Digits after the point.
 * @returns For example `−0.25`.
 *
 * @example
 * ```ts
 * import { formatNumber } from "./format.ts";
 *
 * console.assert(formatNumber(1234.5, 1) === "1,234.5");
 * console.assert(formatNumber(0.00002, 5) === "2e−5");
 * ```
 */
export function formatNumber(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.001 && size < 1e7)) return fixed(value, decimals);
  const [digits = "", exponent = ""] = value.toExponential(2).split("e");
  const short = digits.replace(/\.?0+$/, "");
  return `${short}e${exponent.replace("+", "")}`.replaceAll("-", "−");
}

/**
 * A measured value with the digits that tell runs apart: three decimals below 10, fewer above; a
 * tenth of a per cent.
 *
 * @param value A finite number.
 * @param format How the panel reads.
 * @returns For example `0.231` or `92.4%`.
 *
 * @example
 * ```ts
 * import { formatValue } from "./format.ts";
 *
 * console.assert(formatValue(0.23148, "number") === "0.231");
 * console.assert(formatValue(234.56, "number") === "234.6");
 * ```
 */
export function formatValue(value: number, format: ValueFormat): string {
  if (format === "percent") return formatPercent(value, 1);
  const size = Math.abs(value);
  return formatNumber(value, size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
}

/** `toFixed` is defined exactly by the language; a value that rounds to zero loses its sign. */
function fixed(value: number, decimals: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const text = fraction === undefined ? formatCount(+whole) : `${formatCount(+whole)}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}
