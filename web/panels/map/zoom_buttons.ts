// This module is browser compatible.
import { element } from "../element.ts";
import type { Stage } from "./plot.ts";

/** Buttons that zoom a stage. */
export interface ZoomButtons {
  readonly root: HTMLElement;
  /** Whether all of the map is in sight: then there is nothing to fit. */
  showWhole(whole: boolean): void;
}

/** Makes the buttons. */
export function zoomButtons(stage: Pick<Stage, "zoom" | "fit">): ZoomButtons {
  const button = (text: string, name: string, act: () => void) => {
    const made = element("button", { type: "button", "aria-label": name, title: name }, text);
    made.addEventListener("click", act);
    return made;
  };
  const fit = button("⤢", "Show the whole map", () => stage.fit());
  fit.disabled = true;
  const root = element(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom" },
    button("+", "Zoom in", () => stage.zoom(1.6)),
    button("−", "Zoom out", () => stage.zoom(1 / 1.6)),
    fit,
  );
  return { root, showWhole: (whole) => fit.disabled = whole };
}
