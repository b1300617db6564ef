// This module is browser compatible.

import type { LabelledImages } from "../../data/dataset.ts";
import { evaluate, type Evaluation } from "../../infer/evaluate.ts";
import { loadModel } from "../../infer/load_model.ts";
import { runLogits } from "../../infer/run_logits.ts";
import type { SessionOptions } from "../../runtime/session.ts";

/** Evaluates an exported classifier on labelled images, as a user of the file would run it. */
export async function evaluateModel(
  bytes: Uint8Array,
  { images, labels }: LabelledImages,
  options: SessionOptions,
): Promise<Evaluation> {
  const model = await loadModel(bytes, options);
  try {
    const { logits } = await runLogits(model, images);
    return evaluate(logits, labels, model.labels);
  } finally {
    await model.close();
  }
}
