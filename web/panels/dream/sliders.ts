// This module is browser compatible.
import { fillNormal } from "../../../data/normal.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import { latestOnly } from "../latest_only.ts";
import type { DreamContext } from "./context.ts";
import type { PredictionLine } from "./prediction.ts";
import { createSliderRow, SLIDER_MAX } from "./slider_row.ts";

/** Sliders for the latent dimensions, and the image that they decode to. */
export interface Sliders {
  readonly root: HTMLElement;
  /** Moves the sliders to a point of the latent space, [latent]. */
  set(point: Float32Array): void;
}

/** The order of the sliders, and the line below the image. */
export interface SlidersOptions {
  /** The latent dimensions, the one with the largest divergence first. */
  readonly order: readonly number[];
  /** The divergence of each dimension in nats, [latent]. */
  readonly kl: Float64Array;
  readonly prediction: PredictionLine;
}

/** A decoded image and the canvas that shows it. */
type Drawn = readonly [canvas: HTMLCanvasElement, image: Float32Array];

/** The number of sliders that are visible at first. */
const VISIBLE = 6;

/** Builds a slider for each dimension, with the images at its two ends, and the decoded image. */
export function createSliders(
  context: DreamContext,
  { order, kl, prediction }: SlidersOptions,
): Sliders {
  const { inference, latent, images, labels, random, signal } = context;
  const point = new Float32Array(latent);
  const canvas = element("canvas", { class: "garment large", role: "img" });
  canvas.setAttribute("aria-label", "The image that the sliders decode to");
  let drawn: readonly Drawn[] = [];
  const draw = () => drawn.forEach(([canvas, image]) => drawGarment(canvas, image));
  onThemeChange(draw, signal);

  const rows = order.map((dimension, rank) => {
    const row = createSliderRow(dimension, kl[dimension]!, (value) => {
      point[dimension] = value;
      decodeLatest(point.slice());
    });
    row.root.hidden = rank >= VISIBLE;
    return row;
  });

  const decodeLatest = latestOnly(async (center: Float32Array) => {
    const visible = rows.filter(({ root }) => !root.hidden);
    const points = new Float32Array((1 + 2 * visible.length) * latent);
    points.set(center);
    visible.forEach(({ dimension }, i) => {
      for (const [end, value] of [[1, -SLIDER_MAX], [2, SLIDER_MAX]] as const) {
        points.set(center, (2 * i + end) * latent);
        points[(2 * i + end) * latent + dimension] = value;
      }
    });
    const decoded = await inference.decode(points);
    drawn = [
      [canvas, imageAt(decoded, 0)],
      ...visible.flatMap(({ ends }, i) =>
        ends.map((end, side): Drawn => [end, imageAt(decoded, 1 + 2 * i + side)])
      ),
    ];
    draw();
    prediction.update(imageAt(decoded, 0));
    context.clearError();
  }, context.showError);

  const set = (next: Float32Array) => {
    point.set(next);
    for (const { dimension, show } of rows) show(point[dimension]!);
    decodeLatest(point.slice());
  };
  const button = (text: string, onClick: () => void) => {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", onClick);
    return made;
  };
  const all = button(`All ${latent} dimensions`, () => {
    const expanded = all.getAttribute("aria-expanded") !== "true";
    all.setAttribute("aria-expanded", String(expanded));
    all.textContent = expanded ? `The first ${VISIBLE}` : `All ${latent} dimensions`;
    rows.forEach(({ root }, rank) => root.hidden = !expanded && rank >= VISIBLE);
    decodeLatest(point.slice());
  });
  all.setAttribute("aria-expanded", "false");
  all.hidden = latent <= VISIBLE;
  const encodeTestImage = async () => {
    const { mean } = await inference.encode(imageAt(images, random.below(labels.length)).slice());
    set(mean);
  };
  const buttons = [
    button("Test image", () => encodeTestImage().catch(context.showError)),
    button("Random point", () => {
      const sample = new Float32Array(latent);
      fillNormal(random, sample);
      set(sample);
    }),
    button("Origin", () => set(new Float32Array(latent))),
  ];
  const root = element(
    "section",
    { class: "sliders" },
    element("h3", {}, "Latent dimensions"),
    element(
      "p",
      { class: "note" },
      `The VAE describes an image with ${latent} numbers. The dimensions with the largest KL ` +
        "divergence, which change the image most, come first. The small images show both ends " +
        "of a slider.",
    ),
    element(
      "div",
      { class: "latent" },
      element(
        "div",
        { class: "decoded" },
        canvas,
        prediction.root,
        element("div", { class: "buttons" }, ...buttons),
      ),
      element("div", { class: "dimensions" }, ...rows.map(({ root }) => root), all),
    ),
  );
  return { root, set };
}
