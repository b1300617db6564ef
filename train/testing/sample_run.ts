import * as tf from "@tensorflow/tfjs";
import type { LabelledImages } from "../../data/dataset.ts";
import type { Classifier } from "../../models/mod.ts";
import type { ClassifierConfig } from "../config.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";

/**
 * The smallest classifier that has all parts of a real one, for tests: 784 to 8 to 10, with dropout
 * in between.
 */
export const smallClassifier: Classifier = {
  name: "small",
  title: "Small",
  summary: "two matrices, for tests",
  build: ({ classes, seed, dropout = 0 }) => {
    const kernel = (layer: number) => tf.initializers.heUniform({ seed: 1000 * seed + layer });
    const image = tf.input({ shape: [IMAGE_SIDE, IMAGE_SIDE, 1], name: "image" });
    const flat = tf.layers.flatten({ name: "flatten" }).apply(image);
    const embedding = tf.layers.dense({
      name: "fc1",
      units: 8,
      activation: "relu",
      kernelInitializer: kernel(1),
    }).apply(flat);
    const dropped = dropout > 0
      ? tf.layers.dropout({ name: "dropout", rate: dropout }).apply(embedding)
      : embedding;
    const logits = tf.layers.dense({ name: "fc2", units: classes, kernelInitializer: kernel(2) })
      .apply(dropped);
    const outputs = [logits, embedding] as tf.SymbolicTensor[];
    return tf.model({ name: "small", inputs: image, outputs });
  },
};

/**
 * Images whose class a reader can see: class k has rows 2k and 2k + 1 bright, over a faint pattern.
 */
export function bandImages(count: number): LabelledImages {
  const images = Uint8Array.from({ length: count * IMAGE_PIXELS }, (_, i) => (i * 7919) % 61);
  const labels = Uint8Array.from({ length: count }, (_, i) => (i * 7) % 10);
  labels.forEach((k, i) =>
    images.fill(255, i * IMAGE_PIXELS + k * 56, i * IMAGE_PIXELS + (k + 1) * 56)
  );
  return { images, labels, count };
}

/** The configuration of a short run, with some settings changed. */
export function sampleConfig(changes: Partial<ClassifierConfig> = {}): ClassifierConfig {
  return {
    model: "lenet",
    recipe: "default",
    seed: 1,
    epochs: 2,
    batchSize: 10,
    learningRate: 0.01,
    schedule: "one-cycle",
    optimizer: { name: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    labelSmoothing: 0,
    augmentation: { flip: true, shift: 1 },
    dropout: 0.2,
    valSplit: 0,
    dataset: {
      name: "fashion-mnist",
      title: "Fashion-MNIST",
      synthetic: false,
      verified: true,
      data: "auto",
      source: "/data",
      hashes: { "train-images-idx3-ubyte": "aa", "train-labels-idx1-ubyte": "bb" },
    },
    backend: "auto",
    provider: "cpu",
    threads: 1,
    versions: { weft: "0.1.0", deno: "2.9.6", tfjs: "4.22.0", onnxruntime: "1.30.0" },
    ...changes,
  };
}
