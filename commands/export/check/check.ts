import type { CompiledModel, SavedModel } from "../../../compiler/mod.ts";
import { createSession } from "../../../runtime/session.ts";
import { predict } from "./predict.ts";
import { randomInputs } from "./random_inputs.ts";

/**
 * Largest difference allowed between an output of the file and tfjs's, relative to the largest
 * number of that output (or to 1).
 */
export const TOLERANCE = 1e-5;

/** Result of the comparison. */
export interface CheckResult {
  /** Rows that were computed. */
  readonly batchSize: number;
  /** Largest difference of any output, relative to that output's largest number (or to 1). */
  readonly difference: number;
}

/**
 * Runs an exported file and its tfjs model on the same seeded random inputs.
 *
 * @param batchSize The batch size of the file; 3 for a file with a symbolic batch.
 */
export async function checkExport(
  model: SavedModel,
  { inputs: types, outputs }: Pick<CompiledModel, "inputs" | "outputs">,
  bytes: Uint8Array,
  batchSize = 3,
): Promise<CheckResult> {
  const inputs = randomInputs(model, types, batchSize);
  const expected = predict(model, inputs);
  const session = await createSession(bytes, { backend: "cpu" });
  try {
    const storage = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
    const feeds = Object.fromEntries(inputs.map(({ name, lengths, dtype, data }) => [
      name,
      new session.Tensor(dtype as "float32", storage[dtype].from(data) as Float32Array, lengths),
    ]));
    const results = await session.run(feeds);
    const differences = outputs.map((name, i) =>
      relativeDifference(results[name]!.data as Float32Array, expected[i]!)
    );
    return { batchSize, difference: differences.reduce((a, b) => Math.max(a, b)) };
  } finally {
    await session.close();
  }
}

/**
 * Largest difference relative to the largest expected number, or to 1; NaN if only one number of a
 * pair is NaN.
 */
function relativeDifference(found: Float32Array, wanted: Float32Array): number {
  let [largest, difference] = [1, found.length === wanted.length ? 0 : NaN];
  wanted.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    if (!Object.is(value, found[i])) difference = Math.max(difference, Math.abs(value - found[i]!));
  });
  return difference / largest;
}
