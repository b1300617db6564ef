// This module is browser compatible.
import { element } from "../element.ts";

/** The legend of the map: each class is a button that shows or hides its points. */
export interface Legend {
  readonly root: HTMLElement;
  /** True for each class that is shown. */
  readonly shown: readonly boolean[];
}

/**
 * Builds a legend.
 *
 * @param counts The number of points of each class.
 * @param onChange Called when classes are shown or hidden.
 */
export function createLegend(
  classes: readonly string[],
  counts: ArrayLike<number>,
  onChange: (shown: readonly boolean[]) => void,
): Legend {
  const shown = classes.map(() => true);
  const buttons = classes.map((name, index) => {
    const swatch = element("span", { class: "swatch" });
    swatch.style.setProperty("--colour", `var(--class-${index % 10})`);
    const button = element(
      "button",
      { type: "button", "aria-pressed": "true" },
      swatch,
      element("span", { class: "name" }, name),
      element("span", { class: "count" }, counts[index]!.toLocaleString("en")),
    );
    button.addEventListener(
      "click",
      () => set(shown.map((isShown, i) => i === index ? !isShown : isShown)),
    );
    return button;
  });
  const setAll = (isShown: boolean, text: string) => {
    const button = element("button", { type: "button", class: "text" }, text);
    button.addEventListener("click", () => set(shown.map(() => isShown)));
    return button;
  };
  function set(next: readonly boolean[]): void {
    next.forEach((isShown, i) => {
      shown[i] = isShown;
      buttons[i]!.setAttribute("aria-pressed", String(isShown));
    });
    onChange([...shown]);
  }
  const root = element(
    "div",
    { class: "legend", role: "group", "aria-label": "Shown classes" },
    ...buttons,
    element("div", { class: "all" }, setAll(true, "Show all"), setAll(false, "Hide all")),
  );
  return { root, shown };
}
