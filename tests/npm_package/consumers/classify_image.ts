// This module is browser compatible.

import { classify, loadModel } from "weft-ml";

/** The prediction for one image. */
export interface Prediction {
  /** The execution provider that ran the model. */
  readonly provider: string;
  /** The name of the class. */
  readonly label: string;
  /** [classes], exact: a float32 survives JSON. */
  readonly probabilities: readonly number[];
}

/**
 * Classifies an image with a model of the zoo.
 *
 * @param backend As for `loadModel`.
 */
export async function classifyImage(backend: "auto" | "cpu" | "wasm"): Promise<Prediction> {
  const model = await loadModel("zoo:lenet", { backend });
  const [result] = await classify(model, Uint8Array.from({ length: 784 }, (_, i) => i * i % 251));
  const { provider } = model.session;
  await model.session.close();
  return { provider, label: result!.label, probabilities: [...result!.probabilities] };
}
