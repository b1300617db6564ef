// This module is browser compatible.
import type { Picture } from "../../picture.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import type { Critic } from "./prediction.ts";
import { createEnd } from "./end_point.ts";
import { latestOnly } from "../latest_only.ts";
import type { Studio } from "./context.ts";
import { wayBetween } from "./interpolate_latent.ts";

/** The way between two garments. */
export interface Strip {
  readonly root: HTMLElement;
  /** Chooses the first two garments. */
  start(): void;
}

/** Images of the strip, both ends included, */
const FRAMES = 9;
/** and steps of the handle: with the frames in between, there is an image for each. */
const STEPS = 96;

/** Builds the two ends, the strip between them and its handle. */
export function createStrip(studio: Studio, critic: Critic, picture: Picture): Strip {
  const { inference, latent, signal } = studio;
  const canvas = element("canvas", { class: "garment large", role: "img" });
  const handle = element("input", {
    type: "range",
    min: 0,
    max: STEPS,
    step: 1,
    "aria-label": "How far from the first garment to the second",
  });
  const frames = Array.from({ length: FRAMES }, () => element("canvas", { class: "garment" }));
  /** The images of all steps, as far as they have been decoded. */
  let decoded: (Float32Array | undefined)[] = [];

  function show(): void {
    const step = Number(handle.value);
    frames.forEach((frame, i) => {
      const image = decoded[i * STEPS / (FRAMES - 1)];
      if (image) drawGarment(frame, image);
    });
    // Until the steps in between are there, the nearest frame stands in.
    const nearest = Math.round(step * (FRAMES - 1) / STEPS) * STEPS / (FRAMES - 1);
    const image = decoded[step] ?? decoded[nearest];
    const percent = Math.round(100 * step / STEPS);
    handle.setAttribute("aria-valuetext", `${percent} % of the way`);
    canvas.setAttribute(
      "aria-label",
      `The image at ${percent} % of the way from ${ends[0].name()} to ${ends[1].name()}`,
    );
    if (!image) return;
    drawGarment(canvas, image);
    critic.look(image);
  }
  handle.addEventListener("input", show);
  onThemeChange(show, signal);

  const decodeLatest = latestOnly(async ([from, to]: readonly [Uint8Array, Uint8Array]) => {
    const means = await Promise.all(
      [from, to].map(async (image) => (await inference.encode(image)).mean),
    );
    const stride = STEPS / (FRAMES - 1);
    const steps = Array.from({ length: STEPS + 1 }, (_, step) => step);
    decoded = [];
    // The strip first: it is there at once, and what the handle needs follows.
    for (const part of [steps.filter((step) => step % stride === 0), steps]) {
      const wanted = part.filter((step) => decoded[step] === undefined);
      const way = wayBetween(means[0]!, means[1]!, wanted.map((step) => step / STEPS), latent);
      const images = await inference.decode(way);
      wanted.forEach((step, i) => decoded[step] = imageAt(images, i));
      show();
    }
    studio.succeed();
  }, studio.fail);
  const ends = (["first", "second"] as const).map((which) =>
    createEnd(studio, which, picture, () => {
      const images = ends.map((end) => end.image());
      if (images[0] && images[1]) decodeLatest([images[0], images[1]]);
    })
  ) as [ReturnType<typeof createEnd>, ReturnType<typeof createEnd>];

  const root = element(
    "section",
    { class: "strip" },
    element("h3", {}, "From one garment to another"),
    element(
      "p",
      { class: "note" },
      "Both are encoded, and every point on the straight line between them is decoded. Drag the handle.",
    ),
    element(
      "div",
      { class: "way" },
      ends[0].root,
      element("div", { class: "made" }, canvas, critic.root),
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
