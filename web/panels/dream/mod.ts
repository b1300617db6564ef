// This module is browser compatible.
import { WeftError } from "../../../error.ts";
import { createGenerator } from "../../../data/random.ts";
import { showProblem } from "../../problem.ts";
import { element } from "../element.ts";
import { imageAt } from "../garment.ts";
import { LoadingPanel } from "../loading_panel.ts";
import { createCritic } from "./critic.ts";
import { byInformation, informationOf } from "./latent_order.ts";
import { createSamples } from "./samples.ts";
import { createSliders } from "./sliders.ts";
import { createStrip } from "./strip.ts";
import type { Studio } from "./studio.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** Test images that say how much each dimension tells. */
const ENCODED = 512;
/** The test image that the sliders begin with. */
const FIRST = 0;

/**
 * `<weft-dream>`: images that the VAE's decoder makes: by sliders, between two garments, at random.
 */
export class DreamPanel extends LoadingPanel {
  /** Builds the panel. */
  protected override async open(signal: AbortSignal): Promise<void> {
    const { assets, inference, picture } = this;
    const { models, classes, images: { count } } = assets.manifest;
    if (!models.encoder || !models.decoder) {
      throw new WeftError(
        "data",
        "Cannot dream: this site was built without a VAE",
        "Train one with deno task train --model vae, and build the site again",
      );
    }
    this.waitFor("Fetching the VAE and encoding garments");
    const [images, labels] = await Promise.all([assets.images(), assets.labels()]);
    const encoded = Math.min(ENCODED, count);
    const encoding = await inference.encode(images.slice(0, IMAGE_PIXELS * encoded));
    if (signal.aborted) return;
    const latent = encoding.mean.length / encoded;
    const information = informationOf(encoding, latent);
    const problem = element("div", { class: "problems" });
    const studio: Studio = {
      inference,
      latent,
      images,
      labels,
      classes,
      random: createGenerator(1),
      signal,
      fail: (error) => {
        if (!signal.aborted) showProblem(problem, error);
      },
      succeed: () => problem.replaceChildren(),
    };
    const sliders = createSliders(studio, {
      order: byInformation(information),
      information,
      critic: createCritic(studio, assets.manifest),
    });
    const strip = createStrip(studio, createCritic(studio, assets.manifest), picture);
    const samples = createSamples(studio, (latent) => {
      sliders.set(latent);
      sliders.root.scrollIntoView({ block: "nearest" });
    });
    this.replaceChildren(problem, sliders.root, strip.root, samples.root);
    const first = await inference.encode(imageAt(images, FIRST).slice());
    if (signal.aborted) return;
    sliders.set(first.mean);
    strip.start();
    samples.start();
  }
}
