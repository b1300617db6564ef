// This module is browser compatible.
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";
import { nameOf, type Points } from "./points.ts";

/** A card with the image of the point under the pointer. */
export interface HoverCard {
  readonly root: HTMLElement;
  /**
   * Shows the card of a point beside its position, in CSS pixels of the plot; or hides the card.
   */
  show(
    point: number | undefined,
    at: readonly [left: number, top: number],
    plot: HTMLElement,
  ): void;
}

/** The distance between a dot and its card, in CSS pixels. */
const GAP = 16;

/** Makes the card. Screen readers ignore it: they have the status line and the tables. */
export function hoverCard(points: Points): HoverCard {
  const canvas = element("canvas", { class: "garment" });
  const text = element("span");
  const root = element("div", { class: "card", "aria-hidden": "true", hidden: true }, canvas, text);
  return {
    root,
    show(point, [left, top], plot) {
      root.hidden = point === undefined;
      if (point === undefined) return;
      drawGarment(canvas, points.image(point));
      text.textContent = nameOf(points, point);
      const { offsetWidth: width, offsetHeight: height } = root;
      const x = left + GAP + width < plot.clientWidth ? left + GAP : left - GAP - width;
      const y = Math.max(4, Math.min(plot.clientHeight - height - 4, top - height / 2));
      root.style.transform = `translate(${Math.max(4, x)}px, ${y}px)`;
    },
  };
}
