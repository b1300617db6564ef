// This module is browser compatible.
import { element } from "../element.ts";
import { garmentCanvas } from "../garment.ts";
import type { Neighbour } from "./neighbours.ts";

/** What is known of the points. */
export interface Points {
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** [28, 28] */
  readonly image: (point: number) => Uint8Array;
}

/** A point in a few words: "Image 42, Ankle boot". */
export function nameOf({ labels, classes }: Points, point: number): string {
  return `Image ${point}, ${classes[labels[point]!]}`;
}

/** What is nearest to an image in feature space, in words: "7 Ankle boot, 3 Sneaker". */
export function tally({ labels, classes }: Points, neighbours: readonly Neighbour[]): string {
  const counts = new Map<number, number>();
  for (const { point } of neighbours) {
    counts.set(labels[point]!, (counts.get(labels[point]!) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([label, count]) => `${count} ${classes[label]}`).join(", ");
}

/** An image large, what it is, and its neighbours as buttons that select them. */
export function describeImage(
  points: Points,
  what: {
    readonly image: Uint8Array;
    readonly title: string;
    readonly lines: readonly string[];
    readonly neighbours: readonly Neighbour[] | undefined;
    readonly action?: readonly [text: string, act: () => void];
  },
  select: (point: number) => void,
): HTMLElement {
  const { image, title, lines, neighbours, action } = what;
  const text = element("div", { class: "text" }, element("h3", {}, title));
  for (const line of lines) text.append(element("p", {}, line));
  if (action) {
    const button = element("button", { type: "button", class: "text" }, action[0]);
    button.addEventListener("click", action[1]);
    text.append(button);
  }
  const root = element(
    "section",
    { class: "described", "aria-label": title },
    element("div", { class: "head" }, garmentCanvas(image), text),
  );
  if (neighbours) {
    const heading = element("h4", {}, "Nearest in feature space");
    root.append(heading, neighbourList(points, neighbours, select));
  }
  return root;
}

function neighbourList(
  points: Points,
  neighbours: readonly Neighbour[],
  select: (point: number) => void,
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
      button.addEventListener("click", () => select(point));
      return element("li", {}, button);
    }),
  );
}
