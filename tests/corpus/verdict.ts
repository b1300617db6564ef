import { TOLERANCE } from "../../compiler/check/difference.ts";
import type { AgreementRecord, ModelRecord } from "./record.ts";

/** Largest difference between two backends of ONNX Runtime, as a share of the largest number. */
const BETWEEN_BACKENDS = 1e-5;

/** The comparison with tfjs that comes nearest to what is allowed, or exceeds it most. */
export function worstCheck({ checks }: ModelRecord): AgreementRecord | undefined {
  const share = ({ difference, tolerance }: AgreementRecord) =>
    (difference ?? Infinity) / tolerance;
  return Object.values(checks ?? {}).sort((a, b) => share(b) - share(a))[0];
}

/** A model that enlarges roundings does so on every backend. */
function backendsAgree({ checks, wasm }: ModelRecord): boolean {
  const { bySize, difference } = wasm ?? { bySize: null, difference: null };
  if ((bySize ?? Infinity) <= BETWEEN_BACKENDS) return true;
  const tolerance = Math.max(...Object.values(checks ?? {}).map((check) => check.tolerance));
  return tolerance > TOLERANCE && (difference ?? Infinity) <= tolerance;
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
  const worst = worstCheck(record);
  if (!worst) return "it was not compared with tfjs";
  const difference = worst.difference ?? Infinity;
  if (!(difference <= worst.tolerance)) {
    return `differs from tfjs by ${difference.toExponential(1)}`;
  }
  if (!backendsAgree(record)) {
    return `wasm differs from cpu by ${(record.wasm?.bySize ?? Infinity).toExponential(1)}`;
  }
  return undefined;
}
