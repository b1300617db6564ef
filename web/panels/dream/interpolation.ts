// This module is browser compatible.
import type { Picture } from "../../picture.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import { latestOnly } from "../latest_only.ts";
import type { DreamContext } from "./context.ts";
import { createEndPoint, type EndPoint } from "./end_point.ts";
import { interpolateLatent } from "./interpolate_latent.ts";
import type { PredictionLine } from "./prediction.ts";

/** The interpolation between two garments. */
export interface Interpolation {
  readonly root: HTMLElement;
  /** Chooses the first two garments. */
  start(): void;
}

/** The number of images in the strip, both end points included. */
const FRAMES = 9;
/** The number of steps of the handle. Each step has an image. */
const STEPS = 96;
/** The number of steps between two frames of the strip. */
const STRIDE = STEPS / (FRAMES - 1);

/** Builds the two end points, the strip of images between them, and the handle. */
export function createInterpolation(
  context: DreamContext,
  prediction: PredictionLine,
  picture: Picture,
): Interpolation {
  const { inference, latent, signal } = context;
  const canvas = element("canvas", {
    class: "garment large",
    role: "img",
    "aria-label": "The image at the handle",
  });
  const handle = element("input", {
    type: "range",
    min: 0,
    max: STEPS,
    step: 1,
    "aria-label": "Position between the first garment and the second",
  });
  const frames = Array.from({ length: FRAMES }, () => element("canvas", { class: "garment" }));
  /** The image of each step; `undefined` until it is decoded. */
  let decoded: (Float32Array | undefined)[] = [];

  function show(): void {
    const step = Number(handle.value);
    frames.forEach((frame, i) => {
      const image = decoded[i * STRIDE];
      if (image) drawGarment(frame, image);
    });
    // Until this step is decoded, the nearest frame is shown.
    const image = decoded[step] ?? decoded[Math.round(step / STRIDE) * STRIDE];
    const percent = Math.round(100 * step / STEPS);
    handle.setAttribute("aria-valuetext", `${percent} %`);
    canvas.setAttribute(
      "aria-label",
      `The image at ${percent} % between ${ends[0].name()} and ${ends[1].name()}`,
    );
    if (!image) return;
    drawGarment(canvas, image);
    prediction.update(image);
  }
  handle.addEventListener("input", show);
  onThemeChange(show, signal);

  const decodeLatest = latestOnly(async ([from, to]: readonly [Uint8Array, Uint8Array]) => {
    const means = await Promise.all(
      [from, to].map(async (image) => (await inference.encode(image)).mean),
    );
    const steps = Array.from({ length: STEPS + 1 }, (_, step) => step);
    decoded = [];
    // The frames of the strip are decoded first, so that they appear early.
    for (const group of [steps.filter((step) => step % STRIDE === 0), steps]) {
      const missing = group.filter((step) => decoded[step] === undefined);
      const fractions = missing.map((step) => step / STEPS);
      const points = interpolateLatent(means[0]!, means[1]!, fractions, latent);
      const images = await inference.decode(points);
      missing.forEach((step, i) => decoded[step] = imageAt(images, i));
      show();
    }
    context.clearError();
  }, context.showError);
  const ends = (["first", "second"] as const).map((which) =>
    createEndPoint(context, which, picture, () => {
      const images = ends.map((end) => end.image());
      if (images[0] && images[1]) decodeLatest([images[0], images[1]]);
    })
  ) as [EndPoint, EndPoint];

  const root = element(
    "section",
    { class: "interpolation" },
    element("h3", {}, "From one garment to another"),
    element(
      "p",
      { class: "note" },
      "Both garments are encoded, and points on the straight line between them are decoded. " +
        "Drag the handle.",
    ),
    element(
      "div",
      { class: "end-points" },
      ends[0].root,
      element("div", { class: "decoded" }, canvas, prediction.root),
      ends[1].root,
    ),
    element(
      "div",
      { class: "track" },
      element("div", { class: "frames", "aria-hidden": "true" }, ...frames),
      handle,
    ),
  );
  return {
    root,
    start() {
      ends[0].choose("Ankle boot");
      ends[1].choose("Bag");
      handle.value = String(STEPS / 2);
    },
  };
}
