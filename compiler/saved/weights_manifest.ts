// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";

const bytesByType: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  complex64: 8,
};

/**
 * Checks the list of weights of a model.json.
 *
 * @throws {WeftError} `model` with the part that is wrong.
 */
export function requireManifest(manifest: readonly unknown[], path: string): void {
  const refuse = (why: string) => {
    throw new WeftError("model", `Cannot load ${path}: ${why}`, "Save the model again");
  };
  manifest.forEach((group, i) => {
    const { paths, weights } = isRecord(group) ? group : {};
    if (!Array.isArray(paths) || !paths.every((name) => typeof name === "string")) {
      return refuse(`group ${i + 1} of its weightsManifest has no list of paths`);
    }
    if (!Array.isArray(weights)) {
      return refuse(`group ${i + 1} of its weightsManifest has no list of weights`);
    }
    const wrong = weights.findIndex((weight) => !isSpec(weight));
    if (wrong >= 0) {
      refuse(`weight ${wrong + 1} of its weightsManifest has no name, shape and dtype`);
    }
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function isSpec(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, shape, dtype, quantization } = value;
  const isLength = (length: unknown) => Number.isSafeInteger(length) && Number(length) >= 0;
  return typeof name === "string" && Array.isArray(shape) && shape.every(isLength) &&
    (dtype === "string" || isNumeric(dtype)) &&
    (quantization === undefined || isRecord(quantization) && isNumeric(quantization.dtype));
}

const isNumeric = (dtype: unknown) =>
  typeof dtype === "string" && Object.hasOwn(bytesByType, dtype);

/** Bytes of a weight that begins at `start` of its file. */
export function bytesOf(
  { shape, dtype, quantization }: tf.io.WeightsManifestEntry,
  data: ArrayBuffer,
  start: number,
): number {
  const size = shape.reduce((product, length) => product * length, 1);
  return dtype === "string"
    ? bytesOfTexts(size, data, start)
    : size * bytesByType[quantization?.dtype ?? dtype]!;
}

/** Bytes of texts, each of which follows its length as uint32; past the end, as if it were 0. */
function bytesOfTexts(count: number, data: ArrayBuffer, start: number): number {
  const view = new DataView(data);
  let end = start;
  for (let i = 0; i < count; i++) {
    end += 4;
    if (end <= data.byteLength) end += view.getUint32(end - 4, true);
  }
  return end - start;
}
