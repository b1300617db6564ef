// This module is browser compatible.

import type { Container } from "@svgdotjs/svg.js";
import { formatCount } from "./format.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import { classColour, type Theme, TYPE } from "./theme.ts";

/** A legend that has been laid out. */
export interface ClassLegend {
  /** Its height in pixels. */
  readonly height: number;
  /** Draws it with its upper left corner at a point. */
  readonly draw: (parent: Container, left: number, top: number, theme: Theme) => void;
}

const LINE = 22;
const NAME = { size: TYPE.label } as const;
const COUNT = { size: TYPE.tick } as const;
/** The distance of the names from the left, in pixels. */
const INDENT = 18;

/**
 * Lays out the legend of a map: the colour, name and number of points of each class.
 *
 * @param labels The class number of each point.
 * @param classes The names of the classes.
 * @param width The width in pixels. Longer names are shortened.
 * @returns Its height and a function that draws it.
 *
 * @example
 * ```ts
 * import { classLegend } from "./class_legend.ts";
 *
 * console.assert(classLegend([0, 1, 1], ["Bag", "Coat"], 150).height === 66);
 * ```
 */
export function classLegend(
  labels: ArrayLike<number>,
  classes: readonly string[],
  width: number,
): ClassLegend {
  const counts = new Uint32Array(classes.length);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]! += 1;
  return {
    height: LINE * (classes.length + 1),
    draw: (parent, left, top, theme) => {
      const { ink } = theme;
      const group = parent.group().attr({ "data-legend": "classes" });
      const head = { ...COUNT, fill: ink.muted, y: top + 10 } as const;
      label(group, "class", { ...head, x: left + INDENT });
      label(group, "points", { ...head, x: left + width, anchor: "end" });
      classes.forEach((name, index) => {
        const y = top + LINE * (index + 1);
        const count = formatCount(counts[index]!);
        const room = width - INDENT - textWidth(count, COUNT) - 8;
        group.circle(10).center(left + 6, y + 6).fill(classColour(index, theme));
        const text = { fill: ink.strong, y: y + 10.4 } as const;
        label(group, fitText(name, NAME, room), { ...NAME, ...text, x: left + INDENT });
        label(group, count, { ...COUNT, ...text, fill: ink.muted, x: left + width, anchor: "end" });
      });
    },
  };
}
