// This module is browser compatible.
import { createGenerator } from "../../../data/random.ts";
import { fillNormal } from "../../../infer/vae/normal.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import { latestOnly } from "./latest.ts";
import type { Studio } from "./studio.ts";

/** Images of points that were drawn at random. */
export interface Samples {
  readonly root: HTMLElement;
  /** Draws the first ones. */
  start(): void;
}

const COUNT = 24;
const MOST_SEED = 999_999;

/**
 * Builds the samples of a seed: the same that `sample` of the library and `deno task infer --task
 * sample` draw.
 *
 * @param take Called with a point, [latent], whose image the reader picked.
 */
export function createSamples(studio: Studio, take: (point: Float32Array) => void): Samples {
  const { inference, latent, random, signal } = studio;
  const seed = element("input", {
    type: "number",
    id: "weft-dream-seed",
    min: 0,
    max: MOST_SEED,
    step: 1,
    value: 1,
  });
  let points = new Float32Array(COUNT * latent);
  let decoded: Float32Array | undefined;
  const buttons = Array.from({ length: COUNT }, (_, i) => {
    const canvas = element("canvas", { class: "garment", "aria-hidden": "true" });
    const name = `Take sample ${i + 1} to the sliders`;
    const button = element("button", { type: "button", "aria-label": name, title: name }, canvas);
    button.addEventListener("click", () => take(points.slice(i * latent, (i + 1) * latent)));
    return { button, canvas };
  });
  const paint = () => {
    if (!decoded) return;
    buttons.forEach(({ canvas }, i) => drawGarment(canvas, imageAt(decoded!, i)));
  };
  onThemeChange(paint, signal);
  const drawLatest = latestOnly(async (of: number) => {
    const drawn = new Float32Array(COUNT * latent);
    fillNormal(createGenerator(of), drawn);
    decoded = await inference.decode(drawn);
    points = drawn;
    paint();
    studio.succeed();
  }, studio.fail);
  const draw = () => {
    if (seed.value !== "" && seed.checkValidity()) drawLatest(Number(seed.value));
  };
  seed.addEventListener("input", draw);
  const shuffle = element("button", { type: "button", class: "primary" }, "Reshuffle");
  shuffle.addEventListener("click", () => {
    seed.value = String(random.below(MOST_SEED + 1));
    draw();
  });
  const root = element(
    "section",
    { class: "samples" },
    element("h3", {}, "Out of nothing"),
    element(
      "p",
      { class: "note" },
      "Points drawn from the standard normal distribution, decoded. The same seed gives the same garments everywhere. " +
        "Pick one to pull its threads.",
    ),
    element(
      "div",
      { class: "seed" },
      element("label", { for: seed.id }, "Seed"),
      seed,
      shuffle,
    ),
    element("div", { class: "grid" }, ...buttons.map(({ button }) => button)),
  );
  return { root, start: draw };
}
