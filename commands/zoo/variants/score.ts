import type { LabelledImages } from "../../../data/dataset.ts";
import { evaluate } from "../../../infer/evaluate.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { argmax } from "../../../infer/softmax.ts";
import { evaluateVae } from "../../../infer/vae/evaluate_vae.ts";
import { loadVae } from "../../../infer/vae/load_vae.ts";
import { CLASS_NAMES } from "../../../data/fashion_mnist.ts";

/** The files of a model, by name. */
export type ModelBytes = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** The score of a model on images. */
export interface Score {
  /** Accuracy, or ELBO in nats: more is better. */
  readonly value: number;
  /** The class of each image; empty for a VAE. */
  readonly classes: Uint8Array;
}

/** Scores a classifier by its accuracy and a VAE by its ELBO, on the CPU. */
export async function scoreOf(files: ModelBytes, images: LabelledImages): Promise<Score> {
  const { "model.onnx": classifier, "encoder.onnx": encoder, "decoder.onnx": decoder } = files;
  if (!classifier) {
    const vae = await loadVae({ encoder: encoder!, decoder: decoder! }, { backend: "cpu" });
    const { elbo } = await evaluateVae(vae, images.images);
    await vae.close();
    return { value: elbo, classes: new Uint8Array(0) };
  }
  const model = await loadModel(classifier, { backend: "cpu" });
  const { logits } = await runLogits(model, images.images);
  await model.close();
  const width = CLASS_NAMES.length;
  const classes = Uint8Array.from(images.labels, (_, i) => argmax(logits, i * width, width));
  return { value: evaluate(logits, images.labels, CLASS_NAMES).accuracy, classes };
}
