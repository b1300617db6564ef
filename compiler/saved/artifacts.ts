// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { ModelFiles } from "./files.ts";
import { isConfig } from "./keras3/json.ts";
import { readKeras3 } from "./keras3/mod.ts";
import { requireTopology } from "./topology.ts";
import { bytesOf, requireManifest } from "./weights_manifest.ts";

/**
 * Reads a model.json and the files with its weights. One of Keras 3 is converted to the form that
 * tfjs reads.
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
      if (error instanceof WeftError) throw error;
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
  const parsed = parseModel(new TextDecoder().decode(await read()), path);
  const { json, names } = forTfjs(parsed, path);
  return await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = manifest.flatMap(({ weights }) => weights);
    const shards = await Promise.all(manifest.flatMap(({ paths }) => paths).map(read));
    const data = tf.io.concatenateArrayBuffers(
      shards.map((shard) => shard.slice().buffer as ArrayBuffer),
    );
    const wanted = specs.reduce((end, spec) => end + bytesOf(spec, data, end), 0);
    if (data.byteLength === wanted) return names ? named(specs, data, names) : [specs, data];
    throw new WeftError(
      "model",
      `Cannot load ${path}: its weights need ${wanted} bytes and the files beside it hold ` +
        `${data.byteLength}`,
      "One of them is cut off, or belongs to another model: save the model again",
    );
  });
}

/** True for a graph of TensorFlow's. Files of early converters do not name their format. */
export function isGraph(
  { format, modelTopology }: Pick<tf.io.ModelArtifacts, "format" | "modelTopology">,
): boolean {
  return format === "graph-model" || Array.isArray((modelTopology as { node?: unknown }).node);
}

/** A model.json that tfjs reads, with other names for its weights if it is of Keras 3. */
function forTfjs(json: tf.io.ModelJSON, path: string) {
  const { modelTopology, weightsManifest, trainingConfig: _, ...rest } = json;
  const layers = !isGraph(json) && isConfig(modelTopology);
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  const keras3 = layers && readKeras3(modelTopology, specs.map(({ name }) => name));
  if (layers) requireTopology(keras3 ? keras3.topology : modelTopology, path);
  if (!keras3) return { json, names: undefined };
  const { topology, names } = keras3;
  return { json: { ...rest, modelTopology: topology, weightsManifest }, names };
}

/** The weights that have a name, in that order. */
function named(
  specs: readonly tf.io.WeightsManifestEntry[],
  data: ArrayBuffer,
  names: readonly (string | undefined)[],
): [tf.io.WeightsManifestEntry[], ArrayBuffer] {
  let at = 0;
  const parts = specs.map((spec) => data.slice(at, at += bytesOf(spec, data, at)));
  return [
    specs.flatMap((spec, i) => names[i] === undefined ? [] : { ...spec, name: names[i] }),
    tf.io.concatenateArrayBuffers(parts.filter((_, i) => names[i] !== undefined)),
  ];
}

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
  requireManifest(json.weightsManifest, path);
  return json as tf.io.ModelJSON;
}
