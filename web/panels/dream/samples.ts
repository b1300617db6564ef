// This module is browser compatible.
import { createGenerator } from "../../../data/random.ts";
import { fillNormal } from "../../../data/normal.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import { latestOnly } from "../latest_only.ts";
import type { DreamContext } from "./context.ts";

/** Images of random points of the latent space. */
export interface Samples {
  readonly root: HTMLElement;
  /** Draws the samples of the first seed. */
  start(): void;
}

/** The number of samples. */
const COUNT = 24;
const MAX_SEED = 999_999;

/**
 * Builds the samples of a seed. `sample` of the library and `deno task infer --task sample` give
 * the same samples for the same seed.
 *
 * @param onSelect Called with the point, [latent], of the image that the user selects.
 */
export function createSamples(
  context: DreamContext,
  onSelect: (point: Float32Array) => void,
): Samples {
  const { inference, latent, random, signal } = context;
  const seed = element("input", {
    type: "number",
    id: "weft-dream-seed",
    min: 0,
    max: MAX_SEED,
    step: 1,
    value: 1,
  });
  let points = new Float32Array(COUNT * latent);
  let decoded: Float32Array | undefined;
  const buttons = Array.from({ length: COUNT }, (_, i) => {
    const canvas = element("canvas", { class: "garment", "aria-hidden": "true" });
    const name = `Set the sliders to sample ${i + 1}`;
    const button = element("button", { type: "button", "aria-label": name, title: name }, canvas);
    button.addEventListener("click", () => onSelect(points.slice(i * latent, (i + 1) * latent)));
    return { button, canvas };
  });
  const drawImages = () => {
    if (!decoded) return;
    buttons.forEach(({ canvas }, i) => drawGarment(canvas, imageAt(decoded!, i)));
  };
  onThemeChange(drawImages, signal);
  const drawLatest = latestOnly(async (seed: number) => {
    const sampled = new Float32Array(COUNT * latent);
    fillNormal(createGenerator(seed), sampled);
    decoded = await inference.decode(sampled);
    points = sampled;
    drawImages();
    context.clearError();
  }, context.showError);
  const draw = () => {
    if (seed.value !== "" && seed.checkValidity()) drawLatest(Number(seed.value));
  };
  seed.addEventListener("input", draw);
  const newSeed = element("button", { type: "button", class: "primary" }, "New seed");
  newSeed.addEventListener("click", () => {
    seed.value = String(random.below(MAX_SEED + 1));
    draw();
  });
  const root = element(
    "section",
    { class: "samples" },
    element("h3", {}, "Random samples"),
    element(
      "p",
      { class: "note" },
      "Random points of the standard normal distribution, decoded. A seed gives the same samples " +
        "in every runtime. Click a sample to set the sliders to its point.",
    ),
    element(
      "div",
      { class: "seed" },
      element("label", { for: seed.id }, "Seed"),
      seed,
      newSeed,
    ),
    element("div", { class: "grid" }, ...buttons.map(({ button }) => button)),
  );
  return { root, start: draw };
}
