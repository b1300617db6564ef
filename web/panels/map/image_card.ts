// This module is browser compatible.
import { element } from "../element.ts";
import { garmentCanvas } from "../garment.ts";
import type { Neighbour } from "./neighbours.ts";
import { nameOf, type Points } from "./points.ts";

/** The content of a card. */
export interface ImageCardOptions {
  /** [28, 28]. */
  readonly image: Uint8Array;
  readonly title: string;
  readonly lines: readonly string[];
  /** The neighbours; `undefined` while they are not known. */
  readonly neighbours: readonly Neighbour[] | undefined;
  /** A button below the lines. */
  readonly action?: readonly [text: string, onClick: () => void];
}

/**
 * Makes a card with an image, lines about it, and its neighbours as buttons.
 *
 * @param onSelect Called with the neighbour that the user selects.
 */
export function createImageCard(
  points: Points,
  { image, title, lines, neighbours, action }: ImageCardOptions,
  onSelect: (point: number) => void,
): HTMLElement {
  const text = element("div", { class: "text" }, element("h3", {}, title));
  for (const line of lines) text.append(element("p", {}, line));
  if (action) {
    const button = element("button", { type: "button", class: "text" }, action[0]);
    button.addEventListener("click", action[1]);
    text.append(button);
  }
  const root = element(
    "section",
    { class: "image-card", "aria-label": title },
    element("div", { class: "head" }, garmentCanvas(image), text),
  );
  if (neighbours) {
    const heading = element("h4", {}, "Nearest in feature space");
    root.append(heading, neighbourList(points, neighbours, onSelect));
  }
  return root;
}

function neighbourList(
  points: Points,
  neighbours: readonly Neighbour[],
  onSelect: (point: number) => void,
): HTMLElement {
  return element(
    "ol",
    { class: "neighbours" },
    ...neighbours.map(({ point, distance }) => {
      const name = `${nameOf(points, point)}, distance ${distance.toFixed(2)}`;
      const button = element(
        "button",
        { type: "button", title: name, "aria-label": name },
        garmentCanvas(points.image(point)),
      );
      button.style.setProperty("--colour", `var(--class-${points.labels[point]! % 10})`);
      button.addEventListener("click", () => onSelect(point));
      return element("li", {}, button);
    }),
  );
}
