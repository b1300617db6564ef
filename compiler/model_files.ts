// This module is browser compatible.

import { host } from "#host";
import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";

const PREFIX = "file://";

/**
 * Lets `tf.loadLayersModel("file://my/model.json")` read local files in Deno and Node. tfjs itself
 * supports `file://` only when its native binding is installed. In a browser this function does
 * nothing.
 */
export function registerModelFiles(): void {
  const { readFile } = host;
  if (!readFile) return;
  tf.io.registerLoadRouter((url) => {
    const address = [url].flat()[0];
    if (typeof address !== "string" || !address.startsWith(PREFIX)) {
      return null as unknown as tf.io.IOHandler;
    }
    return { load: () => loadArtifacts(decodeURI(address.slice(PREFIX.length)), readFile) };
  });
}

/** Reads a model.json and the files with its weights, which lie beside it. */
async function loadArtifacts(
  path: string,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<tf.io.ModelArtifacts> {
  const read = async (file: string): Promise<Uint8Array> => {
    try {
      return await readFile(file);
    } catch (error) {
      throw new WeftError(
        "file",
        `Cannot read ${file}: ${error instanceof Error ? error.message : error}`,
        file === path
          ? "Check the path of the model.json that tfjs saved"
          : `${path} names it: put the files that tfjs saved into one folder`,
        { cause: error },
      );
    }
  };
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const json = parseModel(new TextDecoder().decode(await read(path)), path);
  return await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = manifest.flatMap(({ weights }) => weights);
    const shards = await Promise.all(
      manifest.flatMap(({ paths }) => paths).map((name) => read(folder + name)),
    );
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
  if (json?.format === "graph-model") {
    throw refuse(
      "it is a graph model, made by the converter from TensorFlow",
      "Convert the original to ONNX with tf2onnx; weft exports layers models",
    );
  }
  if (!json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw refuse(
      "it has no modelTopology and weightsManifest",
      "Give the model.json that model.save() wrote",
    );
  }
  return json as tf.io.ModelJSON;
}
