// This module is browser compatible.

/** Superscript characters. */
const SUPERSCRIPT: Readonly<Record<string, string>> = {
  "-": "⁻",
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((digit, i) => [i, digit])),
};

/**
 * Formats a small number in scientific notation with two significant digits.
 *
 * @example
 * ```ts
 * console.assert(scientific(0.0000023) === "2.3 × 10⁻⁶");
 * ```
 */
export function scientific(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const [digits, power] = value.toExponential(1).replace("+", "").split("e") as [string, string];
  return `${digits} × 10${[...power].map((letter) => SUPERSCRIPT[letter]).join("")}`;
}
