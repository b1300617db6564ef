import * as tf from "@tensorflow/tfjs";
import { createGenerator } from "../../data/random.ts";
import { createSession } from "../../runtime/session.ts";

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

/** Integer inputs are drawn below this number, or below the rows of the smallest embedding. */
const LARGEST_INTEGER = 10;

/**
 * Runs an exported file and its tfjs model on the same seeded random inputs: numbers uniform on
 * [-1, 1), and integers for which every embedding has a row.
 *
 * @param batchSize The batch size of the file; 3 for a file with a symbolic batch.
 */
export async function checkExport(
  model: tf.LayersModel,
  bytes: Uint8Array,
  batchSize = 3,
): Promise<CheckResult> {
  const generator = createGenerator(1);
  const rows = model.layers.flatMap((layer) => (layer.getConfig().inputDim as number) ?? []);
  const below = Math.min(LARGEST_INTEGER, ...rows);
  const inputs = model.inputs.map(({ shape, dtype }, i) => {
    const lengths = shape.map((length) => length ?? batchSize);
    const size = lengths.reduce((product, length) => product * length, 1);
    const integer = dtype !== "float32" || rows.length > 0;
    const data = Float32Array.from(
      { length: size },
      () => integer ? generator.below(dtype === "bool" ? 2 : below) : 2 * generator.uniform() - 1,
    );
    return {
      name: model.inputNames[i]!,
      lengths,
      dtype: dtype as "float32" | "int32" | "bool",
      data,
    };
  });
  const expected = tf.tidy(() => {
    const tensors = inputs.map(({ data, lengths, dtype }) => tf.tensor(data, lengths, dtype));
    const result = model.predict(tensors.length === 1 ? tensors[0]! : tensors, { batchSize });
    return [result].flat().map((tensor) => tensor.dataSync<"float32">().slice());
  });
  const session = await createSession(bytes, { backend: "cpu" });
  try {
    const storage = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
    const feeds = Object.fromEntries(inputs.map(({ name, lengths, dtype, data }) => [
      name,
      new session.Tensor(dtype as "float32", storage[dtype].from(data) as Float32Array, lengths),
    ]));
    const results = await session.run(feeds);
    const differences = model.outputNames.map((name, i) =>
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
