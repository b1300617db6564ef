// This module is browser compatible.

import type { SvgElement } from "../svg_element.ts";
import { roundedText } from "../svg_serialize.ts";
import { CLASS_NAME, classPlaces } from "./class_places.ts";
import { label } from "./label.ts";
import { type LaidOutMap, type MapOptions, type PointMap, pointMap } from "./point_map.ts";
import { classColour, type Theme } from "./theme.ts";

const SIDE = 640;
/** The share of the plot that all dots together would cover side by side. */
const COVERED = 0.2;
const RADIUS = { least: 0.8, most: 4 };
const OPACITY = 0.85;
/** Points of a layer. Dots of one path do not darken each other; those of different paths do. */
const LAYER_POINTS = 500;
const MOST_LAYERS = 24;

/**
 * Draws a map as a dot for each point, in the colour of its class, with the name of each class on
 * its densest place and a legend with counts. Points are drawn in layers that each hold a part of
 * every class, so that no class covers another. The same input gives the same bytes in every
 * runtime; 10,000 points take about 150 kB.
 *
 * @param map The map, from `tsne` or `pca`.
 * @param options The label of each point, the names of the classes, titles.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no points, lengths do not fit together, a coordinate
 * is not finite or a label has no class.
 *
 * @example
 * ```ts
 * import { scatter } from "./scatter.ts";
 *
 * const map = { coordinates: Float32Array.of(0, 0, 3, 4, 3, 5) };
 * const svg = scatter(map, { title: "A map", labels: [0, 1, 1], classes: ["Bag", "Coat"] });
 * console.assert(svg.includes(">Coat</text>"));
 * ```
 */
export function scatter(map: PointMap, options: MapOptions): string {
  return pointMap("map", map, options, SIDE, (laidOut) => ({
    draw: (group, theme) => drawPoints(group, laidOut, theme),
  }));
}

/** Draws the dots of a map that has been laid out, and the names of its classes. */
export function drawPoints(group: SvgElement, map: LaidOutMap, theme: Theme): void {
  drawDots(group, map, theme);
  for (const { index, x, y } of classPlaces(map)) {
    const style = { ...CLASS_NAME, fill: theme.ink.strong, halo: theme.paper } as const;
    label(group, map.classes[index]!, { ...style, x, y, anchor: "middle" });
  }
}

/**
 * One path for each class in each layer: a subpath without length, but with round ends, is a dot.
 */
function drawDots(parent: SvgElement, { places, labels, classes, plot }: LaidOutMap, theme: Theme) {
  const count = labels.length;
  const area = (plot.right - plot.left) * (plot.bottom - plot.top);
  const wish = Math.sqrt(COVERED * area / (Math.PI * count));
  const radius = Math.max(RADIUS.least, Math.min(RADIUS.most, wish));
  const ofClass: string[][] = classes.map(() => []);
  for (let i = 0; i < count; i++) {
    const at = `M${roundedText(places[2 * i]!)} ${roundedText(places[2 * i + 1]!)}h0`;
    ofClass[labels[i]!]!.push(at);
  }
  const layers = Math.min(MOST_LAYERS, Math.ceil(count / LAYER_POINTS));
  const group = parent.group().attr({
    fill: "none",
    "stroke-linecap": "round",
    "stroke-opacity": OPACITY,
    "stroke-width": 2 * radius,
  });
  for (let layer = 0; layer < layers; layer++) {
    for (let turn = 0; turn < classes.length; turn++) {
      const index = (turn + layer) % classes.length;
      const dots = ofClass[index]!;
      const part = (of: number) => Math.floor(dots.length * of / layers);
      const path = dots.slice(part(layer), part(layer + 1)).join("");
      if (path !== "") group.element("path", { d: path, stroke: classColour(index, theme) });
    }
  }
}
