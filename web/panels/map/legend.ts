// This module is browser compatible.
import { element } from "../element.ts";

/** The names of the classes as buttons that show and hide them. */
export interface Legend {
  readonly root: HTMLElement;
  /** Whether each class is shown. */
  readonly shown: readonly boolean[];
}

/**
 * Builds a legend.
 *
 * @param counts How many points each class has.
 * @param change Called when a class is shown or hidden.
 */
export function createLegend(
  classes: readonly string[],
  counts: ArrayLike<number>,
  change: (shown: readonly boolean[]) => void,
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
    button.addEventListener("click", () => set(shown.map((is, i) => i === index ? !is : is)));
    return button;
  });
  const all = (is: boolean, text: string) => {
    const button = element("button", { type: "button", class: "text" }, text);
    button.addEventListener("click", () => set(shown.map(() => is)));
    return button;
  };
  function set(next: readonly boolean[]): void {
    next.forEach((is, i) => {
      shown[i] = is;
      buttons[i]!.setAttribute("aria-pressed", String(is));
    });
    change([...shown]);
  }
  const root = element(
    "div",
    { class: "legend", role: "group", "aria-label": "Classes that are shown" },
    ...buttons,
    element("div", { class: "all" }, all(true, "Show all"), all(false, "Hide all")),
  );
  return { root, shown };
}
