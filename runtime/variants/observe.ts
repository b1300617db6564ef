// This module is browser compatible.
import { decodeModel, encodeModel } from "../../onnx/encode.ts";
import type { Range } from "../../onnx/quantize/activations.ts";
import { exposeValues } from "../../onnx/quantize/exposed_values.ts";
import { createSession } from "../session.ts";
import { type Batch, feedsOf } from "./inputs.ts";

/** Called with the finite numbers and their place: a value of the graph in one run. */
type Visit = (value: string, numbers: Float32Array) => void;

/**
 * Runs a float32 model on the CPU and shows the numbers of its values.
 *
 * @param bytes The file.
 * @param values The values, inputs among them. Default: all float32 values.
 */
async function visitValues(
  bytes: Uint8Array,
  batches: readonly Batch[],
  visit: Visit,
  values?: readonly string[],
): Promise<void> {
  const exposed = decodeModel(bytes);
  exposeValues(exposed, values);
  const wanted = values && new Set(values);
  const session = await createSession(encodeModel(exposed), { backend: "cpu" });
  try {
    for (const batch of batches) {
      const results = await session.run(feedsOf(session, batch));
      const inputs = batch.map(({ name, data }) => [name, data] as const);
      const outputs = Object.entries(results).map(([name, { data }]) => [name, data] as const);
      for (const [name, numbers] of [...inputs, ...outputs]) {
        if (numbers instanceof Float32Array && (wanted?.has(name) ?? true)) visit(name, numbers);
      }
    }
  } finally {
    await session.close();
  }
}

/** The largest magnitude of each float32 value of a model; infinite where one overflows float32. */
export async function largestMagnitudes(
  bytes: Uint8Array,
  batches: readonly Batch[],
): Promise<Map<string, number>> {
  const largest = new Map<string, number>();
  await visitValues(bytes, batches, (value, numbers) => {
    let most = largest.get(value) ?? 0;
    for (const number of numbers) most = Math.max(most, Math.abs(number) || 0);
    largest.set(value, most);
  });
  return largest;
}

/** The smallest and the largest number of each value. */
export async function observeRanges(
  bytes: Uint8Array,
  values: readonly string[],
  batches: readonly Batch[],
): Promise<Map<string, Range>> {
  const ranges = new Map<string, Range>();
  await visitValues(bytes, batches, (value, numbers) => {
    let { min, max } = ranges.get(value) ?? { min: 0, max: 0 };
    for (const number of numbers) {
      if (number < min) min = number;
      if (number > max) max = number;
    }
    ranges.set(value, { min, max });
  }, values);
  return ranges;
}

/** Bins of a histogram: fine enough where an outlier is sixteen times as large as the rest. */
const BINS = 4096;

/**
 * Narrows ranges to a share of the numbers: the rarest at either end are cut off, so that the rest
 * has finer steps.
 *
 * @param ranges The ranges of the same batches, by {@linkcode observeRanges}.
 * @param share The share that stays, such as 0.9999.
 */
export async function narrowRanges(
  bytes: Uint8Array,
  ranges: ReadonlyMap<string, Range>,
  batches: readonly Batch[],
  share: number,
): Promise<Map<string, Range>> {
  const histograms = new Map([...ranges.keys()].map((value) => [value, new Float64Array(BINS)]));
  await visitValues(bytes, batches, (value, numbers) => {
    const { min, max } = ranges.get(value)!;
    const bins = histograms.get(value)!;
    const factor = BINS / (max - min || 1);
    for (const number of numbers) bins[Math.min(BINS - 1, Math.floor((number - min) * factor))]!++;
  }, [...ranges.keys()]);
  return new Map([...ranges].map(([value, range]) => [
    value,
    narrowed(range, histograms.get(value)!, share),
  ]));
}

/** The part of a range that keeps a share of the numbers and cuts as many off at either end. */
function narrowed({ min, max }: Range, bins: Float64Array, share: number): Range {
  const total = bins.reduce((sum, count) => sum + count, 0);
  const spare = total * (1 - share) / 2;
  const width = (max - min) / BINS;
  const skipped = (counts: Iterable<number>) => {
    let [passed, bin] = [0, 0];
    for (const count of counts) {
      passed += count;
      if (passed > spare) break;
      bin++;
    }
    return bin * width;
  };
  return { min: min + skipped(bins), max: max - skipped(bins.toReversed()) };
}
