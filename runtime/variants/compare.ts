// This module is browser compatible.
import type { ChosenBackend } from "../backends.ts";
import { createSession } from "../session.ts";
import { type Batch, feedsOf } from "./inputs.ts";

/** The float32 outputs of runs, by name: one array for each batch. */
export type Outputs = Readonly<Record<string, readonly Float32Array[]>>;

/** Runs a file on batches. Outputs of other types than float32 are left out. */
export async function outputsOf(
  bytes: Uint8Array,
  batches: readonly Batch[],
  backend: ChosenBackend = "cpu",
): Promise<Outputs> {
  const session = await createSession(bytes, { backend });
  try {
    const outputs: Record<string, Float32Array[]> = {};
    for (const batch of batches) {
      for (const [name, { data }] of Object.entries(await session.run(feedsOf(session, batch)))) {
        if (data instanceof Float32Array) (outputs[name] ??= []).push(data.slice());
      }
    }
    return outputs;
  } finally {
    await session.close();
  }
}

/** Two measures of how far outputs are from others. */
export interface Difference {
  /**
   * The largest difference of a number, relative to the largest of its output; NaN where only one
   * of the two numbers is finite.
   */
  readonly largest: number;
  /** The mean of the squared differences, relative to the mean of the squares, over all outputs. */
  readonly meanSquare: number;
}

/** Compares outputs with those that are expected. */
export function compareOutputs(found: Outputs, expected: Outputs): Difference {
  let [largest, meanSquare] = [0, 0];
  for (const [name, batches] of Object.entries(expected)) {
    let [most, away, squares, errors] = [0, 0, 0, 0];
    batches.forEach((numbers, batch) =>
      numbers.forEach((number, i) => {
        const other = found[name]![batch]![i]!;
        if (Object.is(number, other)) return;
        const error = Math.abs(other - number);
        [away, errors] = [Math.max(away, error), errors + error ** 2];
      })
    );
    for (const numbers of batches) {
      for (const number of numbers) {
        most = Math.max(most, Math.abs(number) || 0);
        squares += number ** 2;
      }
    }
    largest = Math.max(largest, away / (most || 1));
    meanSquare += errors / (squares || 1);
  }
  return { largest, meanSquare: meanSquare / Math.max(1, Object.keys(expected).length) };
}
