// This module is browser compatible.
import type { Comparison } from "./compare.ts";

/** Formats a number with the digits that a float32 has. */
export function numberText(number: number): string {
  return Number.isInteger(number) || !Number.isFinite(number)
    ? String(number)
    : String(Number(number.toPrecision(8)));
}

/** Describes a comparison in a few lines. */
export function comparisonText(
  { shapes, difference, allowed, beyond, size, at, left, right }: Comparison,
  leftLabel: string,
  rightLabel: string,
): string[] {
  if (shapes) {
    return [
      `${leftLabel}: shape [${shapes[0].join(", ")}]; ${rightLabel}: [${shapes[1].join(", ")}]`,
    ];
  }
  return [
    `at [${at.join(", ")}]: ${leftLabel} ${numberText(left)}, ${rightLabel} ${numberText(right)}`,
    `largest difference ${shortText(difference)}, ${shortText(allowed)} allowed; ` +
    `${beyond.toLocaleString("en")} of ${size.toLocaleString("en")} elements differ by more`,
  ];
}

/** Formats a number with two digits. */
function shortText(number: number): string {
  if (!Number.isFinite(number)) return "infinite";
  return number !== 0 && number < 1e-3
    ? number.toExponential(1)
    : String(Number(number.toPrecision(2)));
}
