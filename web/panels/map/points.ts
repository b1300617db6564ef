// This module is browser compatible.
import type { Neighbour } from "./neighbours.ts";

/** The points of a map: test images with labels. */
export interface Points {
  /** The class of each point, [count]. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** The image of a point, [28, 28]. */
  readonly image: (point: number) => Uint8Array;
}

/** The name of a point, such as "Image 42, Ankle boot". */
export function nameOf({ labels, classes }: Points, point: number): string {
  return `Image ${point}, ${classes[labels[point]!]}`;
}

/** Counts neighbours by class, such as "7 Ankle boot, 3 Sneaker". */
export function countByClass(
  { labels, classes }: Points,
  neighbours: readonly Neighbour[],
): string {
  const counts = new Map<number, number>();
  for (const { point } of neighbours) {
    counts.set(labels[point]!, (counts.get(labels[point]!) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([label, count]) => `${count} ${classes[label]}`).join(", ");
}
