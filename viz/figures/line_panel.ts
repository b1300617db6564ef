// This module is browser compatible.

import type { Container, Svg } from "@svgdotjs/svg.js";
import { type Axis, epochAxis, valueAxis } from "./axis.ts";
import type { ValueFormat } from "./format.ts";
import { label } from "./label.ts";
import type { Box } from "./label_places.ts";
import { type CurveSeries, drawBand, drawLine, isMeasured, lineOf } from "./line.ts";
import { drawBestLabels, drawEndLabels, endLabelWidth } from "./line_labels.ts";
import { textWidth } from "./text_width.ts";
import { type Theme, TYPE } from "./theme.ts";

/** A panel: one measure over the epochs. */
export interface CurvePanel {
  /** The measure, for example `Loss`. */
  title: string;
  /** The format of its values: `percent` for shares of 1. */
  format?: ValueFormat;
  /** The better end, which is marked. Default `max` for per cents, `min` for numbers. */
  best?: "min" | "max";
  /** The lines, in the order of the colours. */
  series: readonly CurveSeries[];
}

/**
 * Draws a panel: grid, lines with gaps, a ring around each best value, and each line's name and
 * last value at its end.
 *
 * @param root The element to draw on.
 * @param epochs At least one epoch, strictly rising.
 * @param panel The panel to draw.
 * @param box Its place, with room for the title, the ticks and the names.
 * @param theme The theme of the figure.
 *
 * @example
 * ```ts
 * import { drawing } from "../drawing.ts";
 * import { linePanel } from "./line_panel.ts";
 * import { THEMES } from "./theme.ts";
 *
 * const panel = { title: "Loss", series: [{ name: "train", values: [0.6, 0.4] }] };
 * const box = { left: 0, top: 0, right: 300, bottom: 200 };
 * const svg = drawing(300, 200, (root) => linePanel(root, [1, 2], panel, box, THEMES.light), {
 *   title: "Loss",
 *   description: "The loss falls from 0.6 to 0.4.",
 * });
 * console.assert(svg.includes(">train"));
 * ```
 */
export function linePanel(
  root: Svg,
  epochs: readonly number[],
  panel: CurvePanel,
  box: Box,
  theme: Theme,
): void {
  const { title, series, format = "number" } = panel;
  const tickStyle = { size: TYPE.tick, fill: theme.ink.muted } as const;
  const best = panel.best ?? (format === "percent" ? "max" : "min");
  const group = root.group().attr({ "data-panel": title });
  label(group, title, {
    x: box.left,
    y: box.top + 11,
    size: TYPE.panel,
    weight: 600,
    fill: theme.ink.strong,
  });
  const measured = series.flatMap(({ values, range }) =>
    [...values, ...range?.low ?? [], ...range?.high ?? []].filter(isMeasured)
  );
  if (measured.length === 0) {
    const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    label(group, "not measured", { ...tickStyle, ...middle, anchor: "middle" });
    return;
  }

  const xAxis = epochAxis(epochs[0]!, epochs.at(-1)!);
  const yAxis = valueAxis(Math.min(...measured), Math.max(...measured), format);
  const tickRoom = Math.max(...yAxis.ticks.map((tick) => textWidth(tick.label, tickStyle)));
  const endRoom = Math.max(
    ...series.map(({ name, values }) => {
      const last = values.findLast(isMeasured);
      return last === undefined ? 0 : endLabelWidth(name, last, format);
    }),
  );
  const plot: Box = {
    left: box.left + tickRoom + 9,
    top: box.top + 28,
    right: box.right - endRoom - 14,
    bottom: box.bottom - 40,
  };
  const at = (epoch: number, value: number) => ({
    x: plot.left + (epoch - xAxis.low) / (xAxis.high - xAxis.low) * (plot.right - plot.left),
    y: plot.bottom - (value - yAxis.low) / (yAxis.high - yAxis.low) * (plot.bottom - plot.top),
  });
  drawAxes(group, xAxis, yAxis, plot, at, theme);
  const lines = series.map((one, index) => lineOf(one, index, epochs, best, at, theme))
    .filter((line) => line !== undefined);
  for (const line of lines) drawBand(group, line);
  for (const line of lines) drawLine(group, line, epochs.length, theme.paper);
  const taken = drawEndLabels(group, lines, plot, format, theme.paper);
  drawBestLabels(group, lines, plot, taken, format, theme.paper);
}

function drawAxes(
  group: Container,
  xAxis: Axis,
  yAxis: Axis,
  plot: Box,
  at: (epoch: number, value: number) => { x: number; y: number },
  { ink }: Theme,
): void {
  const tickStyle = { size: TYPE.tick, fill: ink.muted } as const;
  for (const tick of yAxis.ticks) {
    const { y } = at(xAxis.low, tick.value);
    group.line(plot.left, y, plot.right, y).stroke(ink.grid);
    label(group, tick.label, { ...tickStyle, x: plot.left - 9, y: y + 4, anchor: "end" });
  }
  group.line(plot.left, plot.bottom, plot.right, plot.bottom).stroke(ink.axis);
  for (const tick of xAxis.ticks) {
    const { x } = at(tick.value, yAxis.low);
    group.line(x, plot.bottom, x, plot.bottom + 4).stroke(ink.axis);
    label(group, tick.label, { ...tickStyle, x, y: plot.bottom + 18, anchor: "middle" });
  }
  const middle = (plot.left + plot.right) / 2;
  label(group, "epoch", { ...tickStyle, x: middle, y: plot.bottom + 37, anchor: "middle" });
}
