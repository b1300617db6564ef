// This module is browser compatible.

import type { CompiledModel } from "../export.ts";
import { type OutputNumbers, spreadOf, TOLERANCE } from "./difference.ts";
import { drawInputs, type InputNumbers, nudged, type Range, RANGES } from "./inputs.ts";

/** Computes the outputs of the model in tfjs. */
export type Predict = (
  inputs: readonly InputNumbers[],
) => OutputNumbers[] | Promise<OutputNumbers[]>;

/** Inputs for which a model's outputs show what its weights are. */
export interface ChosenInputs {
  readonly inputs: readonly InputNumbers[];
  readonly range: Range;
  /** The outputs that tfjs computes of them. */
  readonly expected: readonly OutputNumbers[];
}

/** An output that changes by this much, in its standard deviations, is not saturated. */
const LIVELY = 100 * TOLERANCE;

/**
 * Draws inputs that exercise a model. Numbers that saturate its last layer, or that it divides by
 * 255 first, would give nearly the same outputs for other weights. So inputs of the first range are
 * taken for which every output changes when a little noise is added; if there is none, inputs of
 * the range for which most do. A model may refuse some inputs: a range for which tfjs throws is
 * left out.
 *
 * @throws Any error of tfjs when it throws for every range.
 */
export async function chooseInputs(
  compiled: Pick<CompiledModel, "inputs" | "states">,
  rows: ReadonlyMap<string, number>,
  batchSize: number,
  predict: Predict,
): Promise<ChosenInputs> {
  let best: ChosenInputs | undefined;
  let most = -1;
  let failure: unknown;
  for (const range of RANGES) {
    const inputs = drawInputs(compiled, rows, batchSize, range);
    try {
      const expected = await predict(inputs);
      const chosen = { inputs, range, expected };
      const drawn = inputs.some(({ name, dtype }) => dtype === "float32" && !rows.has(name));
      if (!drawn) return chosen;
      const score = liveliness(expected, await predict(nudged(inputs, range)));
      if (score === 1) return chosen;
      if (score > most) [most, best] = [score, chosen];
    } catch (error) {
      failure ??= error;
    }
  }
  if (best) return best;
  throw failure;
}

/** The reaction of the outputs, from 0 to 1: the mean over all outputs. */
function liveliness(before: readonly OutputNumbers[], after: readonly OutputNumbers[]): number {
  const reactions = before.map(({ data, type }, output) => {
    if (type !== "float32") return 1;
    const changes = Float64Array.from(data, (number, i) => number - after[output]!.data[i]!);
    const largest = changes.reduce((most, change) => Math.max(most, Math.abs(change)), 0);
    return Math.min(1, largest / spreadOf(data) / LIVELY) || 0;
  });
  return reactions.reduce((sum, each) => sum + each, 0) / Math.max(1, reactions.length);
}
