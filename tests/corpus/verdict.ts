import type { ModelRecord } from "./record.ts";

/** Largest difference, relative to the spread of an output, that rounding alone explains. */
export const ROUNDING = 1e-5;

/**
 * Largest difference that is allowed for a model: 1e-5 of the spread, or three times what tfjs's
 * own outputs change when inputs move by one rounding, since every operation of the model rounds.
 */
export function allowedDifference({ tfjs }: ModelRecord): number {
  return Math.max(ROUNDING, 3 * (tfjs?.moved ?? 0));
}

/** The largest difference from tfjs at any number of rows. */
export function differenceOf({ difference }: ModelRecord): number {
  return Math.max(
    ...Object.values(difference ?? { 1: Infinity }).map((value) => value ?? Infinity),
  );
}

/** True when tfjs itself runs the model with one set of inputs. */
export function tfjsRuns({ tfjs }: ModelRecord): boolean {
  return tfjs !== undefined && tfjs.refused === undefined;
}

/** True for a model whose shapes or branches depend on numbers, so that tfjs needs executeAsync. */
export function isAsynchronous({ tfjs }: ModelRecord): boolean {
  return tfjs?.method === "executeAsync";
}

/** Why a model does not count as exported; undefined when it does. */
export function failureOf(record: ModelRecord): string | undefined {
  if (record.refused !== undefined) return record.refused;
  if (record.sessionRefused !== undefined) return `ONNX Runtime: ${record.sessionRefused}`;
  if (record.ended !== undefined) return record.ended;
  if (record.checker) return `checker: ${record.checker}`;
  if (!tfjsRuns(record)) return `tfjs: ${record.tfjs?.refused ?? "no result"}`;
  const allowed = allowedDifference(record);
  const difference = differenceOf(record);
  if (!(difference <= allowed)) return `differs from tfjs by ${difference.toExponential(1)}`;
  const wasm = record.wasmDifference ?? Infinity;
  if (!(wasm <= allowed)) return `wasm differs from cpu by ${wasm.toExponential(1)}`;
  return undefined;
}
