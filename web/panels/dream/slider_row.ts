// This module is browser compatible.
import { element } from "../element.ts";

/** The largest absolute value of a slider, in standard deviations of the prior. */
export const SLIDER_MAX = 3;

/** A slider for one latent dimension, with the images at its two ends. */
export interface SliderRow {
  readonly root: HTMLElement;
  readonly dimension: number;
  /** The canvases at both ends of the slider. */
  readonly ends: readonly [low: HTMLCanvasElement, high: HTMLCanvasElement];
  /** Moves the slider to a value without calling `onInput`. */
  show(value: number): void;
}

/**
 * Makes a slider.
 *
 * @param dimension The index of the latent dimension.
 * @param kl The divergence of the dimension, in nats.
 * @param onInput Called with the value when the user moves the slider.
 */
export function createSliderRow(
  dimension: number,
  kl: number,
  onInput: (value: number) => void,
): SliderRow {
  const id = `weft-dream-${dimension}`;
  const input = element("input", {
    type: "range",
    id,
    min: -SLIDER_MAX,
    max: SLIDER_MAX,
    step: 0.05,
  });
  const output = element("output", { for: id });
  const ends = [0, 1].map(() =>
    element("canvas", { class: "garment end", "aria-hidden": "true" })
  ) as [HTMLCanvasElement, HTMLCanvasElement];
  const nats = kl.toFixed(2);
  const label = element(
    "label",
    { for: id, title: `KL divergence of dimension ${dimension}: ${nats} nats` },
    `Dimension ${dimension}`,
    element("span", { class: "nats" }, `${nats} nats`),
  );
  input.addEventListener("input", () => {
    const value = Number(input.value);
    output.textContent = value.toFixed(2);
    onInput(value);
  });
  return {
    root: element("div", { class: "row" }, label, ends[0], input, ends[1], output),
    dimension,
    ends,
    show(value) {
      input.value = String(value);
      output.textContent = value.toFixed(2);
    },
  };
}
