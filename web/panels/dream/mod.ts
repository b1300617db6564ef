// This module is browser compatible.
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { WeftError } from "../../../error.ts";
import { createGenerator } from "../../../data/random.ts";
import { showProblem } from "../../problem.ts";
import { element } from "../element.ts";
import { imageAt } from "../garment.ts";
import { LoadingPanel } from "../loading_panel.ts";
import { createPredictionLine } from "./prediction.ts";
import { klPerDimension, orderByKl } from "./latent_kl.ts";
import { createSamples } from "./samples.ts";
import { createSliders } from "./sliders.ts";
import { createInterpolation } from "./interpolation.ts";
import type { DreamContext } from "./context.ts";

/** The number of test images that the divergence of each dimension is computed from. */
const ENCODED = 512;
/** The index of the test image that the sliders start with. */
const START_IMAGE = 0;

/**
 * `<weft-dream>`: images that the VAE decodes, from sliders, between two garments, and at random.
 */
export class DreamPanel extends LoadingPanel {
  /** Builds the panel. */
  protected override async open(signal: AbortSignal): Promise<void> {
    const { assets, inference, picture } = this;
    const { models, classes, images: { count } } = assets.manifest;
    if (!models.encoder || !models.decoder) {
      throw new WeftError(
        "data",
        "Cannot generate images: this site was built without a VAE",
        "Train a VAE with deno task train --model vae, and build the site again",
      );
    }
    this.showLoading("Loading the VAE and encoding test images");
    const [images, labels] = await Promise.all([assets.images(), assets.labels()]);
    const encoded = Math.min(ENCODED, count);
    const encoding = await inference.encode(images.slice(0, IMAGE_PIXELS * encoded));
    if (signal.aborted) return;
    const latent = encoding.mean.length / encoded;
    const kl = klPerDimension(encoding, latent);
    const problem = element("div", { class: "problems" });
    const context: DreamContext = {
      inference,
      latent,
      images,
      labels,
      classes,
      random: createGenerator(1),
      signal,
      showError: (error) => {
        if (!signal.aborted) showProblem(problem, error);
      },
      clearError: () => problem.replaceChildren(),
    };
    const sliders = createSliders(context, {
      order: orderByKl(kl),
      kl,
      prediction: createPredictionLine(context, assets.manifest),
    });
    const interpolation = createInterpolation(
      context,
      createPredictionLine(context, assets.manifest),
      picture,
    );
    const samples = createSamples(context, (latent) => {
      sliders.set(latent);
      sliders.root.scrollIntoView({ block: "nearest" });
    });
    this.replaceChildren(problem, sliders.root, interpolation.root, samples.root);
    const first = await inference.encode(imageAt(images, START_IMAGE).slice());
    if (signal.aborted) return;
    sliders.set(first.mean);
    interpolation.start();
    samples.start();
  }
}
