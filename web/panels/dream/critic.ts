// This module is browser compatible.
import { classifyLogits } from "../../../infer/classify.ts";
import type { ClassifierName, Manifest } from "../../assets.ts";
import { element } from "../element.ts";
import { latestOnly } from "./latest.ts";
import type { Studio } from "./studio.ts";

/** A line that says what a classifier sees on a picture that was made. */
export interface Critic {
  readonly root: HTMLElement;
  /** Looks at an image, [28, 28], 0..1. */
  look(image: Float32Array): void;
}

const MODELS: readonly ClassifierName[] = ["lenet-modified", "lenet"];

/**
 * Makes the line; it stays empty on a site without a classifier. It is announced, so it waits until
 * the picture rests.
 */
export function createCritic(
  { inference, classes, fail, signal }: Studio,
  { models }: Manifest,
): Critic {
  const root = element("p", { class: "critic", role: "status" });
  const model = MODELS.find((name) => models[name]);
  if (model === undefined) return { root, look() {} };
  const judge = latestOnly(async (image: Float32Array) => {
    const bytes = Uint8Array.from(image, (value) => Math.round(255 * value));
    const { logits } = await inference.classify(model, bytes);
    const [seen] = classifyLogits(logits, classes);
    root.textContent = `${models[model]!.title} sees: ${seen!.label}, ` +
      `${(100 * seen!.probability).toFixed(0)} %`;
  }, fail);
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    root,
    look(image) {
      clearTimeout(timer);
      timer = setTimeout(() => judge(image), 150);
    },
  };
}
