// This module is browser compatible.
import { fillNormal } from "../../../infer/vae/normal.ts";
import { onThemeChange } from "../../theme.ts";
import { element } from "../element.ts";
import { drawGarment, imageAt } from "../garment.ts";
import type { Critic } from "./critic.ts";
import { latestOnly } from "./latest.ts";
import type { Studio } from "./studio.ts";

/** The latent space by hand. */
export interface Sliders {
  readonly root: HTMLElement;
  /** Goes to a point of the latent space, [latent]. */
  set(point: Float32Array): void;
}

/** What the sliders are told of the latent space. */
export interface LatentSpace {
  /** Dimensions, the one that tells most first. */
  readonly order: readonly number[];
  /** [latent]: what each tells of an image, in nats. */
  readonly information: Float64Array;
  /** Says what is on the picture. */
  readonly critic: Critic;
}

/** An image and where it is drawn. */
type Shown = readonly [place: HTMLCanvasElement, image: Float32Array];

/** Sliders that are there at first. */
const FIRST = 6;
/** Standard deviations of the prior that a slider reaches. */
const REACH = 3;

/**
 * Builds a slider for each dimension, with the images at its two ends, and the picture that they
 * make.
 */
export function createSliders(
  studio: Studio,
  { order, information, critic }: LatentSpace,
): Sliders {
  const { inference, latent, images, labels, random, signal } = studio;
  const point = new Float32Array(latent);
  const canvas = element("canvas", { class: "garment large", role: "img" });
  canvas.setAttribute("aria-label", "The image that the sliders make");
  let shown: readonly Shown[] = [];
  const paint = () => shown.forEach(([place, image]) => drawGarment(place, image));
  onThemeChange(paint, signal);

  const rows = order.map((dimension, rank) => {
    const id = `weft-dream-${dimension}`;
    const input = element("input", { type: "range", id, min: -REACH, max: REACH, step: 0.05 });
    const value = element("output", { for: id });
    const ends = [0, 1].map(() =>
      element("canvas", { class: "garment end", "aria-hidden": "true" })
    ) as [HTMLCanvasElement, HTMLCanvasElement];
    const nats = information[dimension]!.toFixed(2);
    const label = element(
      "label",
      { for: id, title: `Dimension ${dimension} tells ${nats} nats of an image` },
      `Thread ${rank + 1}`,
      element("span", { class: "nats" }, `${nats} nats`),
    );
    const root = element("div", { class: "row" }, label, ends[0], input, ends[1], value);
    const show = () => {
      input.value = String(point[dimension]!);
      value.textContent = point[dimension]!.toFixed(2);
    };
    input.addEventListener("input", () => {
      point[dimension] = Number(input.value);
      value.textContent = point[dimension]!.toFixed(2);
      decodeLatest(point.slice());
    });
    root.hidden = rank >= FIRST;
    return { dimension, root, ends, show };
  });

  const decodeLatest = latestOnly(async (at: Float32Array) => {
    const seen = rows.filter(({ root }) => !root.hidden);
    const points = new Float32Array((1 + 2 * seen.length) * latent);
    points.set(at);
    seen.forEach(({ dimension }, i) => {
      for (const [end, value] of [[1, -REACH], [2, REACH]] as const) {
        points.set(at, (2 * i + end) * latent);
        points[(2 * i + end) * latent + dimension] = value;
      }
    });
    const decoded = await inference.decode(points);
    shown = [
      [canvas, imageAt(decoded, 0)],
      ...seen.flatMap(({ ends }, i) =>
        ends.map((end, side): Shown => [end, imageAt(decoded, 1 + 2 * i + side)])
      ),
    ];
    paint();
    critic.look(imageAt(decoded, 0));
    studio.succeed();
  }, studio.fail);

  const set = (next: Float32Array) => {
    point.set(next);
    for (const { show } of rows) show();
    decodeLatest(point.slice());
  };
  const button = (text: string, act: () => void) => {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  };
  const all = button(`All ${latent} threads`, () => {
    const more = all.getAttribute("aria-expanded") !== "true";
    all.setAttribute("aria-expanded", String(more));
    all.textContent = more ? `The first ${FIRST}` : `All ${latent} threads`;
    rows.forEach(({ root }, rank) => root.hidden = !more && rank >= FIRST);
    decodeLatest(point.slice());
  });
  all.setAttribute("aria-expanded", "false");
  all.hidden = latent <= FIRST;
  const encodeAny = async () => {
    const { mean } = await inference.encode(imageAt(images, random.below(labels.length)).slice());
    set(mean);
  };
  const root = element(
    "section",
    { class: "sliders" },
    element("h3", {}, "Pull the threads"),
    element(
      "p",
      { class: "note" },
      `An image is ${latent} numbers here. Those that tell most come first; at both ends of a slider is where it leads.`,
    ),
    element(
      "div",
      { class: "loom" },
      element(
        "div",
        { class: "made" },
        canvas,
        critic.root,
        element(
          "div",
          { class: "buttons" },
          button("A garment", () => encodeAny().catch(studio.fail)),
          button("A random point", () => {
            const drawn = new Float32Array(latent);
            fillNormal(random, drawn);
            set(drawn);
          }),
          button("The middle", () => set(new Float32Array(latent))),
        ),
      ),
      element("div", { class: "threads" }, ...rows.map(({ root }) => root), all),
    ),
  );
  return { root, set };
}
