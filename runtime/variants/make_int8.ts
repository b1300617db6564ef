// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { decodeModel, encodeModel } from "../../onnx/encode.ts";
import type { Range } from "../../onnx/quantize/activations.ts";
import { storeWeightsAsInt8 } from "../../onnx/quantize/int8_weights.ts";
import { prepareStatic, quantizeStatically } from "../../onnx/quantize/static_int8.ts";
import { compareOutputs, outputsOf } from "./compare.ts";
import type { Batch } from "./inputs.ts";
import { narrowRanges, observeRanges } from "./observe.ts";

/** A file with weights in bytes. */
export interface Int8File {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The weights that are bytes and read as float32. */
  readonly weights: readonly string[];
  /** The nodes that compute in integers. */
  readonly integerNodes: readonly string[];
  /** The share of the numbers that the ranges of a static file cover; absent from others. */
  readonly share?: number;
}

/**
 * Makes a file with weights in bytes that computes in float32.
 *
 * @param bytes A float32 file.
 * @throws {WeftError} `model` when it has no weight that is large enough.
 */
export function makeInt8(bytes: Uint8Array): Int8File {
  const model = decodeModel(bytes);
  const weights = storeWeightsAsInt8(model);
  if (weights.length === 0) throw nothingToDo("it has no weights of 512 numbers or more");
  return { bytes: encodeModel(model), weights, integerNodes: [] };
}

/** The shares of numbers that ranges may cover: all of them, or all but the rarest. */
const SHARES = [1, 0.9999, 0.999] as const;

/**
 * Makes a file that computes convolutions and matrix products in integers. The ranges of values
 * come from three quarters of the batches; which share of the numbers they cover is decided by the
 * last quarter: the file whose outputs have the smallest mean squared error is taken.
 *
 * @param bytes A float32 file.
 * @param batches Inputs of the kind that the model will see, one or more.
 * @throws {WeftError} `model` when it has no node that can compute in integers.
 */
export async function makeStaticInt8(
  bytes: Uint8Array,
  batches: readonly Batch[],
): Promise<Int8File> {
  const prepared = decodeModel(bytes);
  const values = prepareStatic(prepared);
  if (values.length === 0) {
    throw nothingToDo("it has no convolution and no product by a constant matrix");
  }
  const boundary = Math.max(1, Math.floor(0.75 * batches.length));
  const seen = batches.slice(0, boundary);
  const held = boundary < batches.length ? batches.slice(boundary) : seen;
  const changed = encodeModel(prepared);
  const all = await observeRanges(changed, values, seen);
  const expected = await outputsOf(bytes, held);
  let best: { file: Int8File; error: number } | undefined;
  for (const share of SHARES) {
    const ranges = share === 1 ? all : await narrowRanges(changed, all, seen, share);
    const file = { ...quantized(changed, ranges), share };
    const error = compareOutputs(await outputsOf(file.bytes, held), expected).meanSquare;
    if (!best || error < best.error) best = { file, error };
  }
  return best!.file;
}

function quantized(prepared: Uint8Array, ranges: ReadonlyMap<string, Range>): Int8File {
  const model = decodeModel(prepared);
  const integerNodes = quantizeStatically(model, ranges);
  const weights = storeWeightsAsInt8(model);
  return { bytes: encodeModel(model), weights, integerNodes };
}

function nothingToDo(why: string): WeftError {
  return new WeftError("model", `Cannot make the int8 file: ${why}`, "Leave --int8 out");
}
