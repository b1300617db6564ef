// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { ModelFiles } from "./files.ts";

/**
 * Reads a model.json and the files with its weights.
 *
 * @throws {WeftError} `file` when a file is missing; `model` when the JSON describes no model or
 * the weights have another size than it says.
 */
export async function readArtifacts(files: ModelFiles): Promise<tf.io.ModelArtifacts> {
  const { path } = files;
  const read = async (name?: string): Promise<Uint8Array> => {
    try {
      return await files.read(name);
    } catch (error) {
      throw new WeftError(
        "file",
        `Cannot read ${name ?? path}: ${error instanceof Error ? error.message : error}`,
        name === undefined
          ? "Check the path of the model.json that tfjs saved"
          : `${path} names it: put the files that tfjs saved into one folder`,
        { cause: error },
      );
    }
  };
  const json = parseModel(new TextDecoder().decode(await read()), path);
  return await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = manifest.flatMap(({ weights }) => weights);
    const shards = await Promise.all(manifest.flatMap(({ paths }) => paths).map(read));
    const data = tf.io.concatenateArrayBuffers(
      shards.map((shard) => shard.slice().buffer as ArrayBuffer),
    );
    const wanted = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
    if (data.byteLength === wanted) return [specs, data];
    throw new WeftError(
      "model",
      `Cannot load ${path}: its weights need ${wanted} bytes and the files beside it hold ` +
        `${data.byteLength}`,
      "One of them is cut off, or belongs to another model: save the model again",
    );
  });
}

/** Bytes of a weight in its file. */
function bytesOf({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const size = shape.reduce((product, length) => product * length, 1);
  return size * bytesByType[quantization?.dtype ?? dtype]!;
}

const bytesByType: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function parseModel(text: string, path: string): tf.io.ModelJSON {
  const refuse = (why: string, hint: string) =>
    new WeftError("model", `Cannot load ${path}: ${why}`, hint);
  let json: Partial<tf.io.ModelJSON> | null;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(
      `it is not JSON (${(error as Error).message})`,
      "Give the model.json that tfjs saved",
    );
  }
  if (!json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw refuse(
      "it has no modelTopology and weightsManifest",
      "Give the model.json that model.save() or the converter wrote",
    );
  }
  return json as tf.io.ModelJSON;
}
