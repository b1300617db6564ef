// This module is browser compatible.
import { element } from "../element.ts";
import { drawGarment } from "../garment.ts";
import { nameOf, type Points } from "./points.ts";

/** A card beside the pointer with the image of a point. */
export interface HoverCard {
  readonly root: HTMLElement;
  /** Shows a point's card beside its place, in CSS pixels of the stage; or hides it. */
  show(
    point: number | undefined,
    at: readonly [left: number, top: number],
    stage: HTMLElement,
  ): void;
}

const GAP = 16;

/** Makes the card. Those who cannot see it have the status line and the tables. */
export function hoverCard(points: Points): HoverCard {
  const canvas = element("canvas", { class: "garment" });
  const text = element("span");
  const root = element("div", { class: "card", "aria-hidden": "true", hidden: true }, canvas, text);
  return {
    root,
    show(point, [left, top], stage) {
      root.hidden = point === undefined;
      if (point === undefined) return;
      drawGarment(canvas, points.image(point));
      text.textContent = nameOf(points, point);
      const { offsetWidth: width, offsetHeight: height } = root;
      const beside = left + GAP + width < stage.clientWidth ? left + GAP : left - GAP - width;
      const above = Math.max(4, Math.min(stage.clientHeight - height - 4, top - height / 2));
      root.style.transform = `translate(${Math.max(4, beside)}px, ${above}px)`;
    },
  };
}
