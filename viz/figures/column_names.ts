// This module is browser compatible.

import type { SvgElement } from "../svg_element.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import { TYPE } from "./theme.ts";

/** Names laid out above the columns of a matrix. */
export interface ColumnNames {
  /** The height that they need, in pixels. */
  height: number;
  /**
   * Draws them above columns that begin at `left`, the lowest baseline at `bottom`, in the colour
   * `fill`.
   */
  draw: (parent: SvgElement, left: number, bottom: number, fill: string) => void;
}

const STYLE = { size: TYPE.label } as const;
const LINE = 15;
const LONGEST = 110;
/** sin 45°: how high a slanted line rises for its length. */
const SLANT = 0.7071;

/**
 * Lays out the names of columns: level, broken into two lines after a space or a slash where that
 * is enough to fit, and slanted where it is not.
 *
 * @param names One name a column.
 * @param width The width of a column in pixels.
 * @returns Their height and a function that draws them.
 *
 * @example
 * ```ts
 * import { columnNames } from "./column_names.ts";
 *
 * console.assert(columnNames(["Bag"], 60).height < columnNames(["Ankle boot"], 60).height);
 * ```
 */
export function columnNames(names: readonly string[], width: number): ColumnNames {
  const fits = (text: string) => textWidth(text, STYLE) <= width - 4;
  const broken = names.map((name) => fits(name) ? [name] : breakInTwo(name));
  if (broken.every((lines) => lines.every(fits))) {
    return {
      height: LINE * Math.max(...broken.map((lines) => lines.length)),
      draw: (parent, left, bottom, fill) => {
        broken.forEach((lines, column) => {
          lines.forEach((line, i) => {
            const y = bottom - (lines.length - 1 - i) * LINE;
            label(parent, line, {
              ...STYLE,
              x: left + (column + 0.5) * width,
              y,
              anchor: "middle",
              fill,
            });
          });
        });
      },
    };
  }
  const cut = names.map((name) => fitText(name, STYLE, LONGEST));
  return {
    height: LINE + SLANT * Math.max(...cut.map((name) => textWidth(name, STYLE))),
    draw: (parent, left, bottom, fill) => {
      cut.forEach((name, column) => {
        const x = left + (column + 0.5) * width + 4;
        label(parent, name, { ...STYLE, x, y: bottom, fill })
          .attr({ transform: `rotate(-45 ${x} ${bottom})` });
      });
    },
  };
}

/** Breaks at the space or slash that leaves the longer line shortest. */
function breakInTwo(name: string): string[] {
  const breaks = [...name.matchAll(/[\s/-]/g)].map((
    { index },
  ) => [name.slice(0, index + 1).trim(), name.slice(index + 1).trim()]);
  const longer = (lines: string[]) => Math.max(...lines.map((line) => textWidth(line, STYLE)));
  return breaks.reduce((a, b) => longer(b) < longer(a) ? b : a, [name]);
}
