// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { SvgElement } from "../svg_element.ts";
import { valueAxis } from "./axis.ts";
import { formatCount, formatPercent } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import { SPACE, type Theme, TYPE } from "./theme.ts";

/** How well a classifier does on one class. */
export interface ClassResult {
  /** The name of the class. */
  readonly label: string;
  /** Of the images called this class, the share that is, 0 to 1. */
  readonly precision: number;
  /** Of the images that are this class, the share that was found, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall. */
  readonly f1: number;
  /** How many images are this class. */
  readonly count: number;
}

/** The measures: each has a mark of its own shape as well as its colour. */
const MEASURES = [
  { key: "precision", title: "precision", ink: "train", draw: disc },
  { key: "recall", title: "recall", ink: "validation", draw: diamond },
  { key: "f1", title: "F1", ink: "strong", draw: bar },
] as const;

const ROW = 30;
const PLOT = 360;
const COLUMN = 74;
const NAME = { size: TYPE.label } as const;

/**
 * Draws precision, recall and F1 of each class: as marks on a common scale and as a table beside
 * it. The same input gives the same bytes in every runtime.
 *
 * @param results One result for each class.
 * @param heading Titles.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no classes or a measure is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { perClass } from "./per_class.ts";
 *
 * const results = [{ label: "Bag", precision: 1, recall: 0.5, f1: 2 / 3, count: 2 }];
 * console.assert(perClass(results, { title: "By class" }).includes("66.7%"));
 * ```
 */
export function perClass(results: readonly ClassResult[], heading: Heading): string {
  const values = check(results);
  const axis = valueAxis(Math.min(...values), Math.max(...values), "percent");
  const nameRoom = Math.min(150, Math.max(...results.map(({ label }) => textWidth(label, NAME))));
  const left = SPACE.margin + nameRoom + 18;
  const table = left + PLOT + 14;
  const width = table + COLUMN * (MEASURES.length + 1) + SPACE.margin;
  const top = SPACE.heading + 22;
  const bottom = top + results.length * ROW;
  const at = (value: number) => left + (value - axis.low) / (axis.high - axis.low) * PLOT;
  const description = `Precision, recall and F1 of ${results.length} classes.`;
  return figure(width, bottom + 44, heading, description, (root, theme) => {
    const { ink } = theme;
    const head = { size: TYPE.tick, fill: ink.muted, y: SPACE.heading + 6 } as const;
    const text = { ...NAME, fill: ink.strong } as const;
    for (const tick of axis.ticks) {
      root.line(at(tick.value), top, at(tick.value), bottom).stroke(ink.grid);
      label(root, tick.label, { ...head, x: at(tick.value), y: bottom + 17, anchor: "middle" });
    }
    MEASURES.forEach(({ title, ink: part, draw }, i) => {
      const x = table + COLUMN * (i + 1);
      draw(root, x - textWidth(title, { size: TYPE.tick }) - 11, head.y - 4, ink[part], theme);
      label(root, title, { ...head, x, anchor: "end" });
    });
    label(root, "images", { ...head, x: width - SPACE.margin, anchor: "end" });
    results.forEach((result, row) => {
      const y = top + (row + 0.5) * ROW;
      root.line(left, y, left + PLOT, y).stroke(ink.grid);
      const name = fitText(result.label, NAME, nameRoom);
      label(root, name, { ...text, x: left - 12, y: y + 4.4, anchor: "end" });
      // F1 lies between the two others, and is drawn below them.
      for (const { key, ink: part, draw } of [...MEASURES].reverse()) {
        draw(root, at(result[key]), y, ink[part], theme);
      }
      MEASURES.forEach(({ key }, i) => {
        const place = { x: table + COLUMN * (i + 1), y: y + 4.4, anchor: "end" } as const;
        label(root, formatPercent(result[key], 1), { ...text, ...place });
      });
      const place = { x: width - SPACE.margin, y: y + 4.4, anchor: "end" } as const;
      label(root, formatCount(result.count), { ...text, ...place });
    });
  });
}

/** All measures of all classes. */
function check(results: readonly ClassResult[]): number[] {
  const fail = (reason: string, hint: string) => {
    throw new WeftError("usage", `Cannot draw the results by class: ${reason}`, hint);
  };
  if (results.length === 0) fail("there are no classes", "Pass one result for each class");
  return results.flatMap((result) =>
    MEASURES.map(({ key, title }) => {
      const value = result[key];
      if (!(value >= 0 && value <= 1)) {
        fail(`the ${title} of ${result.label} is ${value}`, "Pass shares from 0 to 1");
      }
      return value;
    })
  );
}

function disc(root: SvgElement, x: number, y: number, colour: string, { paper }: Theme): void {
  root.circle(11).center(x, y).fill(colour).stroke({ color: paper, width: 1.5 });
}

function diamond(root: SvgElement, x: number, y: number, colour: string, { paper }: Theme): void {
  root.path(`M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`)
    .fill(colour).stroke({ color: paper, width: 1.5 });
}

function bar(root: SvgElement, x: number, y: number, colour: string): void {
  root.rect(3, 18).move(x - 1.5, y - 9).fill(colour);
}
