// This module is browser compatible.

import type { Container } from "@svgdotjs/svg.js";
import { formatValue, type ValueFormat } from "./format.ts";
import { label } from "./label.ts";
import { type Box, leastCovering, type Place, spread } from "./label_places.ts";
import type { Line, Mark } from "./line.ts";
import { fitText, textWidth } from "./text_width.ts";
import { TYPE } from "./theme.ts";

const END = { size: TYPE.label, weight: 600 } as const;
const BEST = { size: TYPE.tick } as const;
const LEAST_DISTANCE = 17;
const LONGEST_NAME = 130;

/**
 * Returns the width of the label at the end of a line.
 *
 * @param name The name of the series.
 * @param value Its last value.
 * @param format The format of the value.
 * @returns The width in pixels.
 *
 * @example
 * ```ts
 * import { endLabelWidth } from "./line_labels.ts";
 *
 * console.assert(endLabelWidth("validation", 0.5, "number") > endLabelWidth("test", 0.5, "number"));
 * ```
 */
export function endLabelWidth(name: string, value: number, format: ValueFormat): number {
  return textWidth(`${fitText(name, END, LONGEST_NAME)} ${formatValue(value, format)}`, END);
}

/**
 * Writes the name and the last value of each line at its end. Labels that would touch are moved
 * apart. A thin line connects a label that is away from its line.
 *
 * @param parent The element to draw on.
 * @param lines The lines.
 * @param plot The area of the lines.
 * @param format The format of the values.
 * @param paper The colour of the background.
 * @returns The boxes of the labels.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { lineOf } from "./line.ts";
 * import { drawEndLabels } from "./line_labels.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const { light } = THEMES;
 * const line = lineOf({ name: "test", values: [5] }, 0, [1], "min", (x, y) => ({ x, y }), light);
 * const plot = { left: 0, top: 0, right: 9, bottom: 30 };
 * const svg = drawing(90, 30, (root) => {
 *   if (line) drawEndLabels(root, [line], plot, "number", light.paper);
 * }, { title: "Loss", description: "5" });
 * console.assert(svg.includes(">test<tspan"));
 * ```
 */
export function drawEndLabels(
  parent: Container,
  lines: readonly Line[],
  plot: Box,
  format: ValueFormat,
  paper: string,
): Box[] {
  const x = Math.max(...lines.map((line) => line.last.x)) + 14;
  const wanted = lines.map((line) => line.last.y);
  const heights = spread(wanted, LEAST_DISTANCE, plot.top + 4, plot.bottom - 6);
  return lines.map(({ name, colour, textColour, last }, i) => {
    const y = heights[i]!;
    if (x - last.x > 20 || Math.abs(y - last.y) > 8) {
      const tie = parent.line(last.x + 7, last.y, x - 3, y);
      tie.stroke({ color: colour, width: 1, opacity: 0.5 });
    }
    const text = fitText(name, END, LONGEST_NAME);
    const value = formatValue(last.value, format);
    label(parent, text, { ...END, x, y: y + 4.4, fill: textColour, halo: paper })
      .attr({ "data-label": name })
      .element("tspan", { "font-weight": 400, dx: 4 }).words(value);
    const right = x + endLabelWidth(name, last.value, format);
    return { left: x, top: y - 8, right, bottom: y + 8 };
  });
}

/**
 * Writes the best value of each line beside its ring, where it covers least. A line that ends with
 * its best value has no second label.
 *
 * @param parent The element to draw on.
 * @param lines The lines.
 * @param plot The area of the lines.
 * @param taken The boxes of text that is already there.
 * @param format The format of the values.
 * @param paper The colour of the background.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { lineOf } from "./line.ts";
 * import { drawBestLabels } from "./line_labels.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const at = (epoch: number, value: number) => ({ x: epoch * 50, y: value * 10 });
 * const { light } = THEMES;
 * const line = lineOf({ name: "validation", values: [7, 5, 6] }, 0, [1, 2, 3], "min", at, light);
 * const plot = { left: 0, top: 0, right: 150, bottom: 100 };
 * const svg = drawing(150, 100, (root) => {
 *   if (line) drawBestLabels(root, [line], plot, [], "number", light.paper);
 * }, { title: "Loss", description: "The best is 5." });
 * console.assert(svg.includes("best 5.000, epoch 2"));
 * ```
 */
export function drawBestLabels(
  parent: Container,
  lines: readonly Line[],
  plot: Box,
  taken: readonly Box[],
  format: ValueFormat,
  paper: string,
): void {
  const points = lines.flatMap(({ runs }) => runs.flatMap(alongRun));
  const boxes = [...taken];
  for (const { name, colour, best, last, band } of lines) {
    if (best === last || band) continue;
    const text = `best ${formatValue(best.value, format)}, epoch ${best.epoch}`;
    const places = placesBeside(best, textWidth(text, BEST), plot);
    const others = points.filter(([x, y]) => Math.abs(x - best.x) > 8 || Math.abs(y - best.y) > 8);
    const box = leastCovering(places, others, boxes);
    label(parent, text, { ...BEST, x: box.left + 3, y: box.top + 12.5, fill: colour, halo: paper })
      .attr({ "data-label": `best of ${name}` });
    boxes.push(box);
  }
}

/**
 * Lists the places for a text around a mark, inside the plot: above before below, near before far.
 */
function placesBeside({ x, y }: Mark, width: number, plot: Box): readonly [Place, ...Place[]] {
  const at = (middle: number, top: number): Place => {
    const left = Math.max(plot.left, Math.min(plot.right - width - 6, middle - width / 2 - 3));
    const box = { left, top, right: left + width + 6, bottom: top + 17 };
    const near = {
      x: Math.max(box.left, Math.min(box.right, x)),
      y: Math.max(box.top, Math.min(box.bottom, y)),
    };
    const tie = {
      left: Math.min(x, near.x) - 3,
      top: Math.min(y, near.y),
      right: Math.max(x, near.x) + 3,
      bottom: Math.max(y, near.y),
    };
    return { box, tie };
  };
  const aside = width / 2 + 8;
  const places = [-25, 8, -40, 23, -55, 38, -70, 53].flatMap((dy) =>
    [0, -aside, aside].map((dx) => at(x + dx, y + dy))
  );
  const [first, ...others] = places.filter(({ box }) =>
    box.top >= plot.top - 14 && box.bottom <= plot.bottom
  );
  return [first ?? at(x, y), ...others];
}

/** Lists points along a stretch of a line, at most two pixels apart. */
function alongRun(run: readonly Mark[]): [x: number, y: number][] {
  return run.flatMap((from, i): [number, number][] => {
    const to = run[i + 1] ?? from;
    const parts = Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) / 2) + 1;
    const point = (k: number): [number, number] => [
      from.x + (to.x - from.x) * k / parts,
      from.y + (to.y - from.y) * k / parts,
    ];
    return Array.from({ length: parts }, (_, k) => point(k));
  });
}
