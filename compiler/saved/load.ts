// This module is browser compatible.

import { host } from "#host";
import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import { isGraph, readArtifacts } from "./artifacts.ts";
import { namingLayers } from "./naming_layers.ts";
import { localFiles, type ModelFiles } from "./files.ts";

/** A model that tfjs or its converter saved. */
export type SavedModel = tf.LayersModel | tf.GraphModel;

/**
 * Loads a saved model of either kind: a layers model, which `model.save()` wrote, or a graph model,
 * which the converter from TensorFlow wrote.
 *
 * @param source The path of the model.json in Deno and Node, or its files.
 * @throws {WeftError} `file` when a file is missing, `model` when it holds no model.
 */
export async function loadSavedModel(source: string | ModelFiles): Promise<SavedModel> {
  // The losses and metrics of training, which tfjs may not know, are not needed.
  const files = typeof source === "string" ? pathFiles(source) : source;
  const { trainingConfig: _, ...artifacts } = await readArtifacts(files);
  const handler = tf.io.fromMemory(artifacts);
  return await namingLayers<SavedModel>(
    files.path,
    () => isGraph(artifacts) ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler),
  );
}

function pathFiles(path: string): ModelFiles {
  if (host.readFile) return localFiles(path, host.readFile);
  throw new WeftError("file", `Cannot read ${path} in a browser`, "Give the files of the model");
}
