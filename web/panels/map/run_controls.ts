// This module is browser compatible.
import { element } from "../element.ts";

/** The method of the map that is shown. */
export type Method = "pca" | "tsne";

/** The state of t-SNE. */
export type RunState = "idle" | "running" | "paused";

/** The actions of the controls. */
export interface RunActions {
  show(method: Method): void;
  run(perplexity: number): void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** The choice of the map, the perplexity, and the buttons that run t-SNE. */
export interface RunControls {
  readonly root: HTMLElement;
  /** The chosen perplexity. */
  perplexity(): number;
  /** Shows the method of the map. `tsne` can be chosen where there is a map, finished or not. */
  showMethod(method: Method, hasTsne: boolean): void;
  /** Shows the state of t-SNE; `fraction` is the part that is done, 0..1. */
  showState(state: RunState, fraction?: number, text?: string): void;
}

/** The perplexities of the slider. */
const RANGE = { min: 5, max: 100, step: 5, default: 30 };

/**
 * Builds the controls of a map of `count` points. The perplexity is at most a third of the number
 * of other points.
 */
export function createRunControls(count: number, actions: RunActions): RunControls {
  const methods = (["pca", "tsne"] as const).map((method) => {
    const radio = element("input", { type: "radio", name: "weft-map-method", value: method });
    radio.addEventListener("change", () => actions.show(method));
    const label = element("label", {}, radio, element("span", {}, TITLES[method]));
    return { method, radio, label };
  });
  const max = Math.min(RANGE.max, Math.max(1, Math.floor((count - 1) / 3)));
  const slider = element("input", {
    type: "range",
    id: "weft-map-perplexity",
    min: Math.min(RANGE.min, max),
    max,
    step: Math.min(RANGE.step, max),
  });
  slider.value = String(Math.min(RANGE.default, max));
  const output = element("output", { for: slider.id }, slider.value);
  slider.addEventListener("input", () => output.textContent = slider.value);

  const perplexity = () => Number(slider.value);

  const button = (className: string, onClick: () => void) => {
    const made = element("button", { type: "button", class: className });
    made.addEventListener("click", onClick);
    return made;
  };
  let state: RunState = "idle";
  const main = button("primary", () => {
    if (state === "idle") actions.run(perplexity());
    else if (state === "running") actions.pause();
    else actions.resume();
  });
  const restart = button("restart", () => actions.run(perplexity()));
  restart.textContent = "StartRequest over";
  const stop = button("stop", () => actions.cancel());
  stop.textContent = "Stop";
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Progress of t-SNE" });
  const text = element("span", { class: "iteration" });

  const showState = (next: RunState, fraction = 0, line = "") => {
    state = next;
    main.textContent = { idle: "Run t-SNE", running: "Pause", paused: "Resume" }[next];
    const idle = next === "idle";
    stop.hidden = restart.hidden = bar.hidden = idle;
    bar.value = fraction;
    text.textContent = line;
  };
  showState("idle");
  return {
    root: element(
      "div",
      { class: "controls" },
      element(
        "fieldset",
        { class: "methods" },
        element("legend", {}, "Map by"),
        ...methods.map(({ label }) => label),
      ),
      element(
        "div",
        { class: "perplexity" },
        element("label", { for: slider.id }, "Perplexity"),
        slider,
        output,
      ),
      element("div", { class: "run" }, main, restart, stop),
      element("div", { class: "progress" }, bar, text),
    ),
    perplexity,
    showMethod(method, hasTsne) {
      for (const each of methods) {
        each.radio.checked = each.method === method;
        each.radio.disabled = each.method === "tsne" && !hasTsne;
      }
    },
    showState,
  };
}

const TITLES: Readonly<Record<Method, string>> = { pca: "PCA", tsne: "t-SNE" };
