// This module is browser compatible.

import { formatCount } from "../../viz/figures/format.ts";

/** A share, 0 to 1, in per cent: `90.65 %`. */
export const percent = (share: number, decimals = 2): string =>
  `${(100 * share).toFixed(decimals)} %`;

/** A number with fixed decimals and a typographic minus sign. */
export const fixed = (value: number, decimals: number): string =>
  value.toFixed(decimals).replace("-", "−");

/** A text with a capital first letter. */
export const capitalised = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/**
 * Names with a common start in the brace notation of a shell: `lenet-bn-{a5089e6c,9f4665b8}`. The
 * names differ after their last hyphen; other names are separated by spaces.
 */
export function braced(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return first ?? "";
  const start = first.slice(0, first.lastIndexOf("-") + 1);
  if (!others.every((name) => name.startsWith(start))) return names.join(" ");
  return `${start}{${names.map((name) => name.slice(start.length)).join()}}`;
}

/** A duration in seconds as `12 s`, `3:27 min` or `1:02:03 h`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return seconds < 9.95 ? `${seconds.toFixed(1)} s` : `${whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)} min`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)} h`;
}

/** A count as `0.85 million` or `15.9 million`; all digits where it is below 100,000. */
export function millions(count: number): string {
  if (count < 1e5) return formatCount(count);
  const value = count / 1e6;
  return `${value.toFixed(value < 1 ? 2 : 1)} million`;
}
