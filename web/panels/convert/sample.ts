// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import type { GivenFile } from "./find_model.ts";

/** Seed of the sample's weights. */
const SEED = 7;

/**
 * Makes the files of a small layers model, an image classifier with random weights, as `save()`
 * writes them: a model.json and two files with weights.
 */
export async function sampleFiles(): Promise<GivenFile[]> {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: SEED });
  const model = tf.sequential({
    name: "sample",
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 8,
        kernelSize: 3,
        activation: "relu",
        name: "edges",
        kernelInitializer,
      }),
      tf.layers.maxPooling2d({ poolSize: 2, name: "pool" }),
      tf.layers.conv2d({
        filters: 16,
        kernelSize: 3,
        activation: "relu",
        name: "shapes",
        kernelInitializer,
      }),
      tf.layers.globalAveragePooling2d({ name: "average" }),
      tf.layers.dense({ units: 10, activation: "softmax", name: "classes", kernelInitializer }),
    ],
  });
  try {
    return await saveFiles(model);
  } finally {
    model.dispose();
  }
}

/** Saves a model as tfjs does, its weights in two files. */
async function saveFiles(model: tf.LayersModel): Promise<GivenFile[]> {
  let files: GivenFile[] = [];
  await model.save(tf.io.withSaveHandler((artifacts) => {
    const { weightData, weightSpecs, ...topology } = artifacts;
    const weights = weightData as ArrayBuffer;
    const half = 4 * Math.ceil(weights.byteLength / 8);
    const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
    const json = { ...topology, weightsManifest: [{ paths, weights: weightSpecs }] };
    files = [
      { path: "model.json", file: new Blob([JSON.stringify(json)]) },
      { path: paths[0]!, file: new Blob([weights.slice(0, half)]) },
      { path: paths[1]!, file: new Blob([weights.slice(half)]) },
    ];
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    });
  }));
  return files;
}
