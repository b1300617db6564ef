// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { SvgElement } from "../svg_element.ts";
import { roundedText } from "../svg_serialize.ts";
import { type Axis, epochAxis, valueAxis } from "./axis.ts";
import { formatPercent } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import type { Box } from "./label_places.ts";
import { textWidth } from "./text_width.ts";
import { SPACE, type Theme, TYPE } from "./theme.ts";

/** What {@linkcode explainedVariance} needs of a principal component analysis. */
export interface VarianceShares {
  /**
   * [components]: the share of the whole variance that each component explains, 0 to 1, by falling
   * size.
   */
  readonly explainedVarianceRatio: ArrayLike<number>;
}

const PLOT = { width: 620, height: 300 } as const;
/** The share whose number of components is marked. */
const MOST_OF_IT = 0.9;
/** Room for the title and the labels of the vertical axis. */
const LEFT_ROOM = 58;
/** Room for the label at the end of the line. */
const END_ROOM = 132;
/** Sums of shares may exceed 1 by rounding. */
const SLACK = 1e-6;

/**
 * Draws how much of the variance each principal component explains, as bars, and how much they
 * explain together, as a line; where the line first reaches nine tenths it is marked. The same
 * input gives the same bytes in every runtime.
 *
 * @param pca The principal components, from `pca`.
 * @param heading Titles.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no components, or a share is not between 0 and 1 or
 * they exceed 1 together.
 *
 * @example
 * ```ts
 * import { explainedVariance } from "./explained_variance.ts";
 *
 * const pca = { explainedVarianceRatio: [0.6, 0.25, 0.1] };
 * const svg = explainedVariance(pca, { title: "Explained variance" });
 * console.assert(svg.includes("90% with 3 components"));
 * ```
 */
export function explainedVariance(
  { explainedVarianceRatio }: VarianceShares,
  heading: Heading,
): string {
  const shares = check(Array.from(explainedVarianceRatio));
  const sums: number[] = [];
  for (const share of shares) sums.push(Math.min(1, (sums.at(-1) ?? 0) + share));
  const count = shares.length;
  const end = sums[count - 1]!;
  const yAxis = valueAxis(0, Math.max(end, 0.01), "percent");
  const marks = count === 1 ? epochAxis(1, 1) : { ...epochAxis(1, count, 8), low: 0, high: count };
  const xAxis: Axis = { ticks: marks.ticks, low: 0.5, high: count + 0.5 };
  const left = SPACE.margin + LEFT_ROOM, top = SPACE.heading;
  const plot: Box = { left, top, right: left + PLOT.width, bottom: top + PLOT.height };
  const width = plot.right + END_ROOM + SPACE.margin;
  const description = `${count} principal components explain ${formatPercent(end, 1)} ` +
    `of the variance, the first ${formatPercent(shares[0]!, 1)}.`;
  return figure(width, plot.bottom + 58, heading, description, (root, theme) => {
    const at = (component: number, share: number) => ({
      x: plot.left + (component - xAxis.low) / (xAxis.high - xAxis.low) * PLOT.width,
      y: plot.bottom - (share - yAxis.low) / (yAxis.high - yAxis.low) * PLOT.height,
    });
    drawAxes(root, xAxis, yAxis, plot, at, theme);
    drawBars(root, shares, plot, at, theme);
    drawSums(root, sums, plot, at, theme);
  });
}

type At = (component: number, share: number) => { x: number; y: number };

function check(shares: number[]): number[] {
  const fail = (reason: string) => {
    throw new WeftError(
      "usage",
      `Cannot draw the explained variance: ${reason}`,
      "Pass what pca returned",
    );
  };
  if (shares.length === 0) fail("there are no components");
  shares.forEach((share, i) => {
    if (!(share >= 0 && share <= 1 + SLACK)) fail(`the share of component ${i + 1} is ${share}`);
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  if (sum > 1 + SLACK) fail(`the shares add up to ${sum}`);
  return shares;
}

function drawAxes(
  root: SvgElement,
  xAxis: Axis,
  yAxis: Axis,
  plot: Box,
  at: At,
  { ink }: Theme,
): void {
  const style = { size: TYPE.tick, fill: ink.muted } as const;
  for (const tick of yAxis.ticks) {
    const { y } = at(1, tick.value);
    root.line(plot.left, y, plot.right, y).stroke(ink.grid);
    label(root, tick.label, { ...style, x: plot.left - 9, y: y + 4, anchor: "end" });
  }
  for (const tick of xAxis.ticks) {
    const { x } = at(tick.value, 0);
    label(root, tick.label, { ...style, x, y: plot.bottom + 18, anchor: "middle" });
  }
  const name = { size: TYPE.label, fill: ink.strong, anchor: "middle" } as const;
  const middle = { x: (plot.left + plot.right) / 2, y: (plot.top + plot.bottom) / 2 };
  label(root, "principal component", { ...name, x: middle.x, y: plot.bottom + 38 });
  const x = SPACE.margin + 8;
  label(root, "share of the variance", { ...name, x, y: middle.y })
    .attr({ transform: `rotate(-90 ${x} ${middle.y})` });
}

function drawBars(
  root: SvgElement,
  shares: readonly number[],
  plot: Box,
  at: At,
  { ink }: Theme,
): void {
  const group = root.group().attr({ "data-series": "each" }).fill(ink.train);
  const room = PLOT.width / shares.length;
  const width = Math.min(48, room * (room > 6 ? 0.72 : 0.9));
  shares.forEach((share, i) => {
    const { x, y } = at(i + 1, share);
    group.rect(width, plot.bottom - y).move(x - width / 2, y);
  });
  root.line(plot.left, plot.bottom, plot.right, plot.bottom).stroke(ink.axis);
  const style = { size: TYPE.label, weight: 600, fill: ink.train } as const;
  const last = at(shares.length, shares.at(-1)!);
  label(root, "each", { ...style, x: plot.right + 12, y: Math.min(plot.bottom - 2, last.y + 4.4) });
}

function drawSums(
  root: SvgElement,
  sums: readonly number[],
  plot: Box,
  at: At,
  theme: Theme,
): void {
  const { ink, paper } = theme;
  const group = root.group().attr({ "data-series": "together" });
  const places = sums.map((sum, i) => at(i + 1, sum));
  const path = places.map(({ x, y }) => `${roundedText(x)} ${roundedText(y)}`).join("L");
  if (places.length > 1) {
    group.path(`M${path}`).fill("none").stroke({ color: ink.strong, width: 2, linejoin: "round" });
  }
  if (places.length <= 30) {
    for (const { x, y } of places) group.circle(6).center(x, y).fill(ink.strong);
  }
  const end = places.at(-1)!;
  const style = { size: TYPE.label, weight: 600, fill: ink.strong } as const;
  label(group, "together", { ...style, x: plot.right + 12, y: end.y + 4.4 })
    .element("tspan", { "font-weight": 400, dx: 4 }).words(formatPercent(sums.at(-1)!, 1));
  const reached = sums.findIndex((sum) => sum >= MOST_OF_IT);
  if (reached < 0) return;
  const { x, y } = places[reached]!;
  const words = `${formatPercent(MOST_OF_IT, 0)} with ${
    reached === 0 ? "1 component" : `${reached + 1} components`
  }`;
  group.circle(10).center(x, y).fill(paper).stroke({ color: ink.strong, width: 2 });
  const note = { size: TYPE.tick, fill: ink.strong, halo: paper } as const;
  const right = x + 4 + textWidth(words, note) <= plot.right;
  label(group, words, {
    ...note,
    x: right ? x + 4 : x - 4,
    y: y + 20,
    anchor: right ? "start" : "end",
  });
}
