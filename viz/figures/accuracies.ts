// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { valueAxis } from "./axis.ts";
import { formatPercent } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import { SPACE, TYPE } from "./theme.ts";

/** An accuracy that was measured, and how sure it is. */
export interface MeasuredAccuracy {
  /** Whose it is. */
  readonly name: string;
  /** The accuracy, 0 to 1. */
  readonly value: number;
  /** Where it could lie: a confidence interval, or the least and the greatest of several runs. */
  readonly low: number;
  readonly high: number;
  /** What it is made of, as one value for each run; drawn as small marks. */
  readonly runs?: readonly number[];
}

/** What {@linkcode accuracies} draws. */
export interface AccuraciesOptions extends Heading {
  /** The accuracies, from above. */
  accuracies: readonly MeasuredAccuracy[];
  /** What the intervals are, for example `95% confidence intervals`. */
  intervals: string;
  /** A value that the others are compared with: a line is drawn through it. */
  reference?: { readonly name: string; readonly value: number };
}

const ROW = 34;
const PLOT = 480;
const VALUE_ROOM = 68;
const RANGE_ROOM = 116;
const NAME = { size: TYPE.label } as const;

/**
 * Draws accuracies with their intervals on one scale, and as numbers beside it. The same input
 * gives the same bytes in every runtime.
 *
 * @param options The accuracies.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are none, or one does not lie in its interval between 0
 * and 1.
 *
 * @example
 * ```ts
 * import { accuracies } from "./accuracies.ts";
 *
 * const svg = accuracies({
 *   title: "Test accuracy",
 *   intervals: "95% confidence intervals",
 *   accuracies: [{ name: "LeNet", value: 0.9, low: 0.894, high: 0.906 }],
 * });
 * console.assert(svg.includes("90.00%") && svg.includes("89.40 to 90.60"));
 * ```
 */
export function accuracies(options: AccuraciesOptions): string {
  const { accuracies: rows, intervals, reference } = options;
  check(rows);
  const values = rows.flatMap(({ low, high, runs = [] }) => [low, high, ...runs]);
  const all = reference ? [...values, reference.value] : values;
  const axis = valueAxis(Math.min(...all), Math.max(...all), "percent", 6);
  const nameRoom = Math.min(200, Math.max(...rows.map(({ name }) => textWidth(name, NAME))));
  const left = SPACE.margin + nameRoom + 18;
  const right = left + PLOT + VALUE_ROOM + RANGE_ROOM;
  const top = SPACE.heading + (reference ? 18 : 4), bottom = top + rows.length * ROW;
  const at = (value: number) => left + (value - axis.low) / (axis.high - axis.low) * PLOT;
  const description = `Accuracies with ${intervals}: ${
    rows.map(({ name, value }) => `${name} ${formatPercent(value, 2)}`).join(", ")
  }.`;
  return figure(right + SPACE.margin, bottom + 62, options, description, (root, theme) => {
    const { ink, paper } = theme;
    const note = { size: TYPE.tick, fill: ink.muted } as const;
    for (const tick of axis.ticks) {
      const x = at(tick.value);
      root.line(x, top, x, bottom).stroke(ink.grid);
      label(root, tick.label, { ...note, x, y: bottom + 17, anchor: "middle" });
    }
    if (reference) {
      const x = at(reference.value);
      root.line(x, top - 6, x, bottom).stroke({ color: ink.muted, width: 1.5 }).attr({
        "stroke-dasharray": "5 4",
      });
      label(root, reference.name, { ...note, x, y: top - 11, anchor: "middle" });
    }
    label(root, intervals, { ...note, x: left + PLOT / 2, y: bottom + 40, anchor: "middle" });
    rows.forEach(({ name, value, low, high, runs = [] }, row) => {
      const y = top + (row + 0.5) * ROW;
      const group = root.group().attr({ "data-accuracy": name });
      const text = { ...NAME, fill: ink.strong, y: y + 4.4 } as const;
      label(group, fitText(name, NAME, nameRoom), { ...text, x: left - 14, anchor: "end" });
      group.line(at(low), y, at(high), y)
        .stroke({ color: ink.train, width: 7, opacity: 0.3, linecap: "round" });
      for (const run of runs) {
        group.line(at(run), y - 7, at(run), y + 7).stroke({ color: ink.train, width: 1.5 });
      }
      group.circle(11).center(at(value), y).fill(ink.train).stroke({ color: paper, width: 1.5 });
      const x = left + PLOT + VALUE_ROOM;
      label(group, formatPercent(value, 2), { ...text, weight: 600, x, anchor: "end" });
      const range = `${formatPercent(low, 2).slice(0, -1)} to ${
        formatPercent(high, 2).slice(0, -1)
      }`;
      label(group, range, { ...note, x: right, y: y + 4.4, anchor: "end" });
    });
  });
}

function check(rows: readonly MeasuredAccuracy[]): void {
  const fail = (reason: string, hint: string) => {
    throw new WeftError("usage", `Cannot draw the accuracies: ${reason}`, hint);
  };
  if (rows.length === 0) fail("there are none", "Pass at least one");
  for (const { name, value, low, high } of rows) {
    if (0 <= low && low <= value && value <= high && high <= 1) continue;
    fail(
      `that of ${name} is ${value}, from ${low} to ${high}`,
      "Pass shares from 0 to 1, each within its interval",
    );
  }
}
