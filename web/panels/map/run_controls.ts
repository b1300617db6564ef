// This module is browser compatible.
import { element } from "../element.ts";

/** Which map is shown. */
export type Method = "pca" | "tsne";

/** Where the making of a map stands. */
export type RunState = "idle" | "running" | "paused";

/** What the controls ask for. */
export interface Orders {
  show(method: Method): void;
  run(perplexity: number): void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** Choice of the map, perplexity, and buttons that run t-SNE. */
export interface RunControls {
  readonly root: HTMLElement;
  /** The perplexity that is set. */
  perplexity(): number;
  /** Shows which map is on the stage; `tsne` can be chosen where there is one, finished or not. */
  showMethod(method: Method, hasTsne: boolean): void;
  /** Shows where the making of a map stands. */
  showState(state: RunState, share?: number, text?: string): void;
}

const RANGE = { least: 5, most: 100, step: 5, usual: 30 };

/** Builds the controls of a map of so many points. */
export function createRunControls(count: number, orders: Orders): RunControls {
  const methods = (["pca", "tsne"] as const).map((method) => {
    const radio = element("input", { type: "radio", name: "weft-map-method", value: method });
    radio.addEventListener("change", () => orders.show(method));
    const label = element("label", {}, radio, element("span", {}, TITLES[method]));
    return { method, radio, label };
  });
  const largest = Math.max(1, Math.floor((count - 1) / 3));
  const most = Math.min(RANGE.most, largest);
  const slider = element("input", {
    type: "range",
    id: "weft-map-perplexity",
    min: Math.min(RANGE.least, most),
    max: most,
    step: Math.min(RANGE.step, most),
  });
  slider.value = String(Math.min(RANGE.usual, most));
  const output = element("output", { for: slider.id }, slider.value);
  slider.addEventListener("input", () => output.textContent = slider.value);

  const perplexity = () => Number(slider.value);

  const button = (className: string, act: () => void) => {
    const made = element("button", { type: "button", class: className });
    made.addEventListener("click", act);
    return made;
  };
  let state: RunState = "idle";
  const main = button("primary", () => {
    if (state === "idle") orders.run(perplexity());
    else if (state === "running") orders.pause();
    else orders.resume();
  });
  const again = button("again", () => orders.run(perplexity()));
  again.textContent = "Start over";
  const stop = button("stop", () => orders.cancel());
  stop.textContent = "Stop";
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Progress of t-SNE" });
  const text = element("span", { class: "iteration" });

  const showState = (next: RunState, share = 0, line = "") => {
    state = next;
    main.textContent = { idle: "Run t-SNE", running: "Pause", paused: "Resume" }[next];
    const idle = next === "idle";
    stop.hidden = again.hidden = bar.hidden = idle;
    bar.value = share;
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
      element("div", { class: "run" }, main, again, stop),
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
