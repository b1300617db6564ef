// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { Assets, ClassifierName } from "../../assets.ts";
import type { Inference } from "../../inference/client.ts";
import type { Panel } from "../../panel.ts";
import type { Picture } from "../../picture.ts";
import { showProblem } from "../../problem.ts";
import { type Atlas, openAtlas } from "./atlas.ts";

/** The classifiers whose embedding is mapped, the preferred first. */
const MODELS: readonly ClassifierName[] = ["lenet-modified", "lenet"];

/** `<weft-map>`: the test images as a map, by PCA and by t-SNE that runs while one watches. */
export class MapPanel extends HTMLElement implements Panel {
  assets!: Assets;
  inference!: Inference;
  picture!: Picture;
  #ended: AbortController | undefined;
  #atlas: Atlas | undefined;

  connectedCallback(): void {
    const { signal } = this.#ended = new AbortController();
    this.#open(signal).catch((error) => {
      if (!signal.aborted) showProblem(this, error);
    });
  }

  disconnectedCallback(): void {
    this.#ended?.abort();
    this.replaceChildren();
  }

  /** The map that t-SNE made last, as it came: [count, 2]; `undefined` while there is none. */
  get coordinates(): Float32Array | undefined {
    return this.#atlas?.coordinates;
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { assets, inference, picture } = this;
    const model = MODELS.find((name) => assets.manifest.embeddings[name]);
    if (model === undefined) {
      throw new WeftError(
        "data",
        "Cannot draw a map: this site was built without a classifier",
        "Train one with deno task train, and build the site again",
      );
    }
    this.replaceChildren(loadingNote());
    const [images, labels, features] = await Promise.all([
      assets.images(),
      assets.labels(),
      assets.embedding(model),
    ]);
    if (signal.aborted) return;
    const { width, count } = assets.manifest.embeddings[model]!;
    this.replaceChildren();
    this.#atlas = openAtlas(this, {
      images,
      labels: labels.subarray(0, count),
      classes: assets.manifest.classes,
      features,
      dimensions: width,
      title: assets.manifest.models[model]?.title ?? model,
      embed: async (image) => (await inference.classify(model, image, { embedding: true })),
      picture,
      worker: new Worker(new URL("./map_worker.js", import.meta.url), { type: "module" }),
    }, signal);
  }
}

function loadingNote(): HTMLElement {
  const note = document.createElement("p");
  note.className = "note";
  note.setAttribute("role", "status");
  note.textContent = "Fetching images and embeddings";
  return note;
}
