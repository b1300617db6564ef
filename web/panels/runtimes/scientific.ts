// This module is browser compatible.

const RAISED: Readonly<Record<string, string>> = {
  "-": "⁻",
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((digit, i) => [i, digit])),
};

/**
 * A small number as people write it, with two digits that count.
 *
 * @example
 * ```ts
 * console.assert(scientific(0.0000023) === "2.3 × 10⁻⁶");
 * ```
 */
export function scientific(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const [digits, power] = value.toExponential(1).replace("+", "").split("e") as [string, string];
  return `${digits} × 10${[...power].map((letter) => RAISED[letter]).join("")}`;
}
