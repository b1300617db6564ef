import * as tf from "@tensorflow/tfjs";
import type { ModelFiles } from "../../compiler/mod.ts";

/** The files of a saved model, by name; the model.json comes first. */
export type SavedFiles = ReadonlyMap<string, Uint8Array>;

tf.enableProdMode();
await tf.setBackend("cpu");

/** Saves a small layers model with two inputs, an image and tokens, its weights in two files. */
export async function savedLayersModel(): Promise<SavedFiles> {
  const image = tf.input({ shape: [6, 6, 2], name: "image" });
  const tokens = tf.input({ shape: [4], name: "tokens", dtype: "int32" });
  const features = tf.layers.flatten().apply(
    tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: "relu" }).apply(image),
  );
  const embedded = tf.layers.flatten().apply(
    tf.layers.embedding({ inputDim: 5, outputDim: 3 }).apply(tokens),
  );
  const both = tf.layers.concatenate().apply([features, embedded] as tf.SymbolicTensor[]);
  const logits = tf.layers.dense({ units: 4, name: "logits" }).apply(both) as tf.SymbolicTensor;
  return await saveLayersModel(tf.model({ inputs: [image, tokens], outputs: logits }));
}

/** Saves a layers model with two free lengths besides the batch. */
export async function savedFreeModel(): Promise<SavedFiles> {
  const image = tf.input({ shape: [null, null, 3], name: "image" });
  const features = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "features" }).apply(image);
  const pooled = tf.layers.globalAveragePooling2d({ name: "pooled" }).apply(features);
  return await saveLayersModel(
    tf.model({ inputs: image, outputs: pooled as tf.SymbolicTensor }),
  );
}

/** Saves a layers model with few weights that tfjs computes for seconds. */
export async function savedSlowModel(): Promise<SavedFiles> {
  const layer = () => tf.layers.conv2d({ filters: 32, kernelSize: 5, padding: "same" });
  const image = tf.input({ shape: [160, 160, 3], name: "image" });
  const output = [layer(), layer(), layer()].reduce<tf.SymbolicTensor>(
    (tensor, each) => each.apply(tensor) as tf.SymbolicTensor,
    image,
  );
  return await saveLayersModel(tf.model({ inputs: image, outputs: output }));
}

/** Saves a model as tfjs does, its weights in two files. */
async function saveLayersModel(model: tf.LayersModel): Promise<SavedFiles> {
  let files: SavedFiles = new Map();
  await model.save(tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
    const bytes = new Uint8Array(weightData as ArrayBuffer);
    const half = 4 * Math.floor(bytes.length / 8);
    const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
    const weightsManifest = [{ paths, weights: weightSpecs }];
    files = new Map([
      ["model.json", jsonBytes({ format: "layers-model", modelTopology, weightsManifest })],
      [paths[0]!, bytes.slice(0, half)],
      [paths[1]!, bytes.slice(half)],
    ]);
    const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: "JSON" } as const;
    return Promise.resolve({ modelArtifactsInfo });
  }));
  model.dispose();
  return files;
}

/** A graph model as the converter writes it: y = relu(x · kernel). */
export function savedGraphModel(): SavedFiles {
  const float = { dtype: { type: "DT_FLOAT" } };
  const shape = (...sizes: string[]) => ({ shape: { dim: sizes.map((size) => ({ size })) } });
  const node = [
    { name: "x", op: "Placeholder", input: [], attr: { ...float, shape: shape("-1", "4") } },
    { name: "kernel", op: "Const", input: [], attr: float },
    {
      name: "product",
      op: "MatMul",
      input: ["x", "kernel"],
      attr: { T: { type: "DT_FLOAT" }, transpose_a: { b: false }, transpose_b: { b: false } },
    },
    { name: "y", op: "Relu", input: ["product"], attr: { T: { type: "DT_FLOAT" } } },
  ];
  const weights = [{ name: "kernel", shape: [4, 2], dtype: "float32" }];
  return new Map([
    [
      "model.json",
      jsonBytes({
        format: "graph-model",
        generatedBy: "2.15.0",
        convertedBy: "TensorFlow.js Converter v4.22.0",
        modelTopology: { node, versions: { producer: 1 } },
        weightsManifest: [{ paths: ["group1-shard1of1.bin"], weights }],
      }),
    ],
    [
      "group1-shard1of1.bin",
      new Uint8Array(Float32Array.of(1, -2, 3, 0.5, -1, 2, 0.25, 4).buffer),
    ],
  ]);
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The files as `loadSavedModel` takes them. */
export function modelFiles(files: SavedFiles): ModelFiles {
  return {
    path: "model.json",
    read: (name = "model.json") => Promise.resolve(files.get(name)!),
  };
}
