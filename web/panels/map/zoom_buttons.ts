// This module is browser compatible.
import { element } from "../element.ts";
import type { Plot } from "./plot.ts";

/** The buttons that zoom a plot. */
export interface ZoomButtons {
  readonly root: HTMLElement;
  /** Disables the button that shows the whole map while it is visible. */
  showWhole(isWhole: boolean): void;
}

/** Makes the buttons. */
export function zoomButtons(plot: Pick<Plot, "zoom" | "fit">): ZoomButtons {
  const button = (text: string, name: string, onClick: () => void) => {
    const made = element("button", { type: "button", "aria-label": name, title: name }, text);
    made.addEventListener("click", onClick);
    return made;
  };
  const fit = button("⤢", "Show the whole map", () => plot.fit());
  fit.disabled = true;
  const root = element(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom" },
    button("+", "Zoom in", () => plot.zoom(1.6)),
    button("−", "Zoom out", () => plot.zoom(1 / 1.6)),
    fit,
  );
  return { root, showWhole: (isWhole) => fit.disabled = isWhole };
}
