// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import { preferredClassifier } from "../../models.ts";
import { LoadingPanel } from "../loading_panel.ts";
import { createMapController, type MapController } from "./controller.ts";

/** `<weft-map>`: a map of the test images, by PCA and by t-SNE, which is shown while it runs. */
export class MapPanel extends LoadingPanel {
  #controller: MapController | undefined;

  /** The last finished t-SNE map, [count, 2]; `undefined` while there is none. */
  get coordinates(): Float32Array | undefined {
    return this.#controller?.coordinates;
  }

  /** The position of a point, in CSS pixels from the top left corner of the plot. */
  placeOf(point: number): [left: number, top: number] | undefined {
    return this.#controller?.placeOf(point);
  }

  /** Builds the panel. */
  protected override async open(signal: AbortSignal): Promise<void> {
    const { assets, inference, picture } = this;
    const model = preferredClassifier(assets.manifest.embeddings);
    if (model === undefined) {
      throw new WeftError(
        "data",
        "Cannot draw a map: this site was built without a classifier",
        "Train a classifier with deno task train, and build the site again",
      );
    }
    this.showLoading("Loading images and embeddings");
    const [images, labels, features] = await Promise.all([
      assets.images(),
      assets.labels(),
      assets.embedding(model),
    ]);
    if (signal.aborted) return;
    const { width, count } = assets.manifest.embeddings[model]!;
    this.replaceChildren();
    this.#controller = createMapController(this, {
      images,
      labels: labels.subarray(0, count),
      classes: assets.manifest.classes,
      features,
      dimensions: width,
      title: assets.manifest.models[model]?.title ?? model,
      embed: (image) => inference.classify(model, image, { embedding: true }),
      picture,
      worker: new Worker(new URL("./map_worker.js", import.meta.url), { type: "module" }),
    }, signal);
  }
}
