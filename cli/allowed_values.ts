// This module is browser compatible.

/** The values that a flag or a setting can have. */
export interface AllowedValues {
  /** `integer`, `number`, `choice`, `boolean`, or another word for any text. */
  readonly kind: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly more?: readonly string[];
}

/** True for an allowed value: a number in its range, one of the choices, any text. */
export function accepts(allowed: AllowedValues, value: unknown): boolean {
  const { kind, min = -Infinity, max = Infinity, choices = [], more = [] } = allowed;
  if (kind === "integer" || kind === "number") {
    const isWhole = kind === "number" || Number.isSafeInteger(value);
    return Number.isFinite(value) && isWhole && min <= Number(value) && Number(value) <= max;
  }
  if (kind === "choice") return [...choices, ...more].includes(value as string);
  return kind === "boolean" ? typeof value === "boolean" : typeof value === "string";
}
