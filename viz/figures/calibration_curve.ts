// This module is browser compatible.

import type { Svg } from "@svgdotjs/svg.js";
import { WeftError } from "../../error.ts";
import { calibrationOf } from "../quality/calibration.ts";
import { formatCount, formatPercent } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import type { Box } from "./label_places.ts";
import { SPACE, type Theme, TYPE } from "./theme.ts";

/** The input of {@linkcode calibrationCurve}. */
export interface CalibrationCurveOptions extends Heading {
  /** The probability of each image's predicted class, 0 to 1, [count]. */
  confidences: ArrayLike<number>;
  /** True for each right prediction, [count]. */
  correct: ArrayLike<boolean>;
}

const PLOT = { side: 380, histogram: 76, gap: 16 } as const;
const LEFT_ROOM = 58;
/** Room for the text beside the plot. */
const NOTES = 224;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/**
 * Draws how well a classifier's probabilities are calibrated: its accuracy in ten bins of
 * probability with 95 % confidence intervals, and the diagonal of perfect calibration. A histogram
 * below shows the number of images in each bin. The same input gives the same bytes in every host.
 *
 * @param options Probabilities, and which predictions were right.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` if there are no images, lengths differ, or a probability is not
 * between 0 and 1.
 *
 * @example
 * ```ts
 * import { calibrationCurve } from "./calibration_curve.ts";
 *
 * const svg = calibrationCurve({
 *   title: "Calibration",
 *   confidences: [0.95, 0.95, 0.55],
 *   correct: [true, true, false],
 * });
 * console.assert(svg.includes("21.7%"));
 * ```
 */
export function calibrationCurve(options: CalibrationCurveOptions): string {
  const { confidences, correct } = options;
  check(confidences, correct);
  const found = calibrationOf(confidences, correct);
  const left = SPACE.margin + LEFT_ROOM, top = SPACE.heading;
  const plot: Box = { left, top, right: left + PLOT.side, bottom: top + PLOT.side };
  const below: Box = {
    ...plot,
    top: plot.bottom + PLOT.gap,
    bottom: plot.bottom + PLOT.gap + PLOT.histogram,
  };
  const width = plot.right + 24 + NOTES + SPACE.margin;
  const description = `Calibration of ${confidences.length} predictions: right in ` +
    `${formatPercent(found.accuracy, 1)}, said with ${formatPercent(found.confidence, 1)} on ` +
    `average; expected calibration error ${formatPercent(found.error, 1)}.`;
  return figure(width, below.bottom + 58, options, description, (root, theme) => {
    const x = (share: number) => plot.left + share * PLOT.side;
    const y = (share: number) => plot.bottom - share * PLOT.side;
    drawAxes(root, plot, below, x, y, theme);
    const { ink, paper } = theme;
    root.line(x(0), y(0), x(1), y(1)).stroke({ color: ink.muted, width: 1.5 }).attr({
      "stroke-dasharray": "5 4",
    });
    const bars = root.group().attr({ "data-series": "accuracy" });
    const most = Math.max(...found.bins.map(({ count }) => count));
    for (const { low, high, count, confidence, accuracy, interval } of found.bins) {
      const [from, to] = [x(low) + 1.5, x(high) - 1.5];
      if (count > 0) {
        const middle = x(confidence);
        bars.rect(to - from, plot.bottom - y(accuracy)).move(from, y(accuracy))
          .fill(ink.train).attr({ "fill-opacity": 0.3 });
        const over = confidence > accuracy ? ink.validation : ink.train;
        bars.line(middle, y(confidence), middle, y(accuracy)).stroke({ color: over, width: 3 });
        const [least, greatest] = [y(interval.low), y(interval.high)];
        bars.path(
          `M${middle} ${least}V${greatest}M${middle - 4} ${least}h8M${middle - 4} ${greatest}h8`,
        )
          .fill("none").stroke({ color: ink.strong, width: 1.2 });
        bars.circle(8).center(middle, y(accuracy)).fill(ink.train)
          .stroke({ color: paper, width: 1.5 });
      }
      const height = (PLOT.histogram - 14) * count / most;
      root.rect(to - from, height).move(from, below.bottom - height).fill(ink.axis);
      if (count > 0) {
        const style = { size: 10, fill: ink.muted, anchor: "middle" } as const;
        label(root, formatCount(count), {
          ...style,
          x: (from + to) / 2,
          y: below.bottom - height - 4,
        });
      }
    }
    drawNotes(root, plot, found, confidences.length, theme);
  });
}

type Found = ReturnType<typeof calibrationOf>;

function check(confidences: ArrayLike<number>, correct: ArrayLike<boolean>): void {
  const fail = (reason: string, hint: string) => {
    throw new WeftError("usage", `Cannot draw the calibration: ${reason}`, hint);
  };
  if (confidences.length === 0 || confidences.length !== correct.length) {
    fail(
      `there are ${confidences.length} probabilities and ${correct.length} answers`,
      "Pass one of each for each image, at least one",
    );
  }
  const bad = Array.from(confidences).findIndex((value) => !(value >= 0 && value <= 1));
  if (bad >= 0) {
    fail(`the probability of image ${bad} is ${confidences[bad]}`, "Pass shares from 0 to 1");
  }
}

function drawAxes(
  root: Svg,
  plot: Box,
  below: Box,
  x: (share: number) => number,
  y: (share: number) => number,
  { ink }: Theme,
): void {
  const style = { size: TYPE.tick, fill: ink.muted } as const;
  for (const share of TICKS) {
    root.line(plot.left, y(share), plot.right, y(share)).stroke(ink.grid);
    root.line(x(share), plot.top, x(share), plot.bottom).stroke(ink.grid);
    const text = formatPercent(share, 0);
    label(root, text, { ...style, x: plot.left - 9, y: y(share) + 4, anchor: "end" });
    label(root, text, { ...style, x: x(share), y: below.bottom + 18, anchor: "middle" });
  }
  root.line(plot.left, plot.bottom, plot.right, plot.bottom).stroke(ink.axis);
  root.line(below.left, below.bottom, below.right, below.bottom).stroke(ink.axis);
  const name = { size: TYPE.label, fill: ink.strong, anchor: "middle" } as const;
  const middle = (plot.left + plot.right) / 2;
  label(root, "probability that the model gives its answer", {
    ...name,
    x: middle,
    y: below.bottom + 38,
  });
  const beside = SPACE.margin + 8;
  const turned = (text: string, height: number) =>
    label(root, text, { ...name, x: beside, y: height })
      .attr({ transform: `rotate(-90 ${beside} ${height})` });
  turned("share of right answers", (plot.top + plot.bottom) / 2);
  turned("images", (below.top + below.bottom) / 2);
}

/** Writes the results in numbers, and explains the marks. */
function drawNotes(root: Svg, plot: Box, found: Found, count: number, { ink }: Theme): void {
  const x = plot.right + 24;
  const rows: readonly (readonly [name: string, value: string])[] = [
    ["images", formatCount(count)],
    ["right answers", formatPercent(found.accuracy, 1)],
    ["probability, mean", formatPercent(found.confidence, 1)],
    ["calibration error", formatPercent(found.error, 1)],
  ];
  rows.forEach(([name, value], i) => {
    const y = plot.top + 12 + i * 22;
    label(root, name, { size: TYPE.label, fill: ink.muted, x, y });
    const style = { size: TYPE.label, weight: 600, fill: ink.strong, anchor: "end" } as const;
    label(root, value, { ...style, x: x + NOTES, y });
  });
  const marks = [
    [ink.validation, "surer than right"],
    [ink.train, "more often right than sure"],
  ] as const;
  const note = { size: TYPE.tick, fill: ink.muted } as const;
  marks.forEach(([colour, text], i) => {
    const y = plot.top + 122 + i * 20;
    root.line(x + 5, y - 9, x + 5, y + 3).stroke({ color: colour, width: 3 });
    label(root, text, { ...note, x: x + 18, y });
  });
  const y = plot.top + 122 + marks.length * 20;
  root.line(x, y - 4, x + 12, y - 4).stroke({ color: ink.muted, width: 1.5 }).attr({
    "stroke-dasharray": "5 4",
  });
  label(root, "as often right as sure", { ...note, x: x + 18, y });
  label(root, "Thin lines: 95% confidence intervals", { ...note, x, y: y + 24 });
}
