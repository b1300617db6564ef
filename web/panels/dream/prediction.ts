// This module is browser compatible.
import { classifyLogits } from "../../../infer/classify.ts";
import type { Manifest } from "../../assets.ts";
import { preferredClassifier } from "../../models.ts";
import { element } from "../element.ts";
import { latestOnly } from "../latest_only.ts";
import type { DreamContext } from "./context.ts";

/** A line of text with the class that a classifier predicts for a decoded image. */
export interface PredictionLine {
  readonly root: HTMLElement;
  /** Predicts the class of an image, [28, 28], 0..1. */
  update(image: Float32Array): void;
}

/** The time without a new image after which a prediction is made, in milliseconds. */
const DELAY = 150;

/**
 * Makes the line; it stays empty on a site without a classifier. Screen readers announce the line,
 * so it waits until the image stops changing.
 */
export function createPredictionLine(
  { inference, classes, showError, signal }: DreamContext,
  { models }: Manifest,
): PredictionLine {
  const root = element("p", { class: "prediction", role: "status" });
  const model = preferredClassifier(models);
  if (model === undefined) return { root, update() {} };
  const predict = latestOnly(async (image: Float32Array) => {
    const bytes = Uint8Array.from(image, (value) => Math.round(255 * value));
    const { logits } = await inference.classify(model, bytes);
    const [prediction] = classifyLogits(logits, classes);
    root.textContent = `${models[model]!.title} predicts: ${prediction!.label}, ` +
      `${(100 * prediction!.probability).toFixed(0)} %`;
  }, showError);
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    root,
    update(image) {
      clearTimeout(timer);
      timer = setTimeout(() => predict(image), DELAY);
    },
  };
}
