// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import type { ClassifierName } from "../../assets.ts";
import { LoadingPanel } from "../loading_panel.ts";
import { type Atlas, openAtlas } from "./atlas.ts";

/** The classifiers whose embedding is mapped, the preferred first. */
const MODELS: readonly ClassifierName[] = ["lenet-modified", "lenet"];

/** `<weft-map>`: the test images as a map, by PCA and by t-SNE that runs while one watches. */
export class MapPanel extends LoadingPanel {
  #atlas: Atlas | undefined;

  /** The map that t-SNE made last, as it came: [count, 2]; `undefined` while there is none. */
  get coordinates(): Float32Array | undefined {
    return this.#atlas?.coordinates;
  }

  /**
   * Where a point is drawn, in CSS pixels from the map's top left corner; `undefined` while there
   * is no map.
   */
  placeOf(point: number): [left: number, top: number] | undefined {
    return this.#atlas?.placeOf(point);
  }

  /** Builds the panel. */
  protected override async open(signal: AbortSignal): Promise<void> {
    const { assets, inference, picture } = this;
    const model = MODELS.find((name) => assets.manifest.embeddings[name]);
    if (model === undefined) {
      throw new WeftError(
        "data",
        "Cannot draw a map: this site was built without a classifier",
        "Train one with deno task train, and build the site again",
      );
    }
    this.waitFor("Fetching images and embeddings");
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
