// This module is browser compatible.

import type { Svg } from "@svgdotjs/svg.js";
import { WeftError } from "../../error.ts";
import { mix, readableOn } from "./colour.ts";
import { columnNames } from "./column_names.ts";
import { formatCount, formatPercent } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { label } from "./label.ts";
import { fitText, textWidth } from "./text_width.ts";
import { SPACE, type Theme, TYPE } from "./theme.ts";

/** The input of {@linkcode confusionMatrix}. */
export interface ConfusionMatrixOptions extends Heading {
  /** The names of the classes. */
  classes: readonly string[];
  /** [classes, classes]: row = true class, column = predicted class. */
  counts: Uint32Array;
}

const LEGEND_WIDTH = 586;
const ROW_NAME = { size: TYPE.label } as const;

/**
 * Returns the colour of a cell with `share` of its row. Mistakes are rare: their scale is the
 * square root and ends at a half.
 */
function cellColour(right: boolean, share: number, { heat }: Theme): string {
  if (!(share > 0)) return heat.empty;
  return right
    ? mix(heat.right.from, heat.right.to, share)
    : mix(heat.wrong.from, heat.wrong.to, Math.sqrt(Math.min(1, share * 2)));
}

/**
 * Draws a confusion matrix: correct predictions in blue on the diagonal, mistakes in orange, each
 * coloured by its share of the row. Recall is at the end of each row, precision below each column.
 * The same input gives the same bytes in every host.
 *
 * @param options The classes and their counts, row = true class, column = predicted class.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` if there are no classes, or not as many counts as classes times
 * classes.
 *
 * @example
 * ```ts
 * import { confusionMatrix } from "./confusion_matrix.ts";
 *
 * const svg = confusionMatrix({
 *   title: "What is mistaken for what",
 *   classes: ["Bag", "Coat"],
 *   counts: Uint32Array.of(9, 1, 2, 8),
 * });
 * console.assert(svg.includes("accuracy 85.00% (17 of 20)"));
 * ```
 */
export function confusionMatrix(options: ConfusionMatrixOptions): string {
  const { classes, counts, subtitle } = options;
  const count = classes.length;
  if (count === 0 || counts.length !== count * count) {
    throw new WeftError(
      "usage",
      `Cannot draw the confusion matrix: ${count} classes need ${
        count * count
      } counts but got ${counts.length}`,
      "Pass at least one class and counts of shape [classes, classes]",
    );
  }
  const at = (row: number, column: number) => counts[row * count + column]!;
  const all = [...classes.keys()];
  const sum = (terms: number[]) => terms.reduce((total, term) => total + term, 0);
  const rowSums = all.map((row) => sum(all.map((column) => at(row, column))));
  const columnSums = all.map((column) => sum(all.map((row) => at(row, column))));
  const correct = sum(all.map((i) => at(i, i)));
  const total = sum(rowSums);

  const cell = {
    width: Math.max(18, Math.min(62, Math.floor(640 / count))),
    height: Math.max(18, Math.min(42, Math.floor(460 / count))),
  };
  const nameRoom = Math.min(150, Math.max(...classes.map((name) => textWidth(name, ROW_NAME))));
  const names = columnNames(classes, cell.width);
  const left = SPACE.margin + 22 + nameRoom + 10;
  const top = SPACE.heading + 18 + names.height;
  const right = left + count * cell.width;
  const bottom = top + count * cell.height;
  const width = Math.max(right + 62, left + LEGEND_WIDTH) + SPACE.margin;
  const height = bottom + 106;

  const accuracy = `accuracy ${formatPercent(correct / total, 2)} (${formatCount(correct)} of ${
    formatCount(total)
  })`;
  const heading = { ...options, subtitle: subtitle ? `${subtitle} · ${accuracy}` : accuracy };
  const description =
    `Confusion matrix of ${count} classes, rows true, columns predicted; ${accuracy}.`;
  return figure(width, height, heading, description, (root, theme) => {
    const { ink } = theme;
    const middle = (top + bottom) / 2;
    const axisTitle = { size: TYPE.tick, fill: ink.muted, anchor: "middle" } as const;
    label(root, "predicted class", { ...axisTitle, x: (left + right) / 2, y: SPACE.heading + 4 });
    label(root, "true class", { ...axisTitle, x: SPACE.margin + 9, y: middle })
      .attr({ transform: `rotate(-90 ${SPACE.margin + 9} ${middle})` });
    names.draw(root, left, top - 8, ink.strong);
    label(root, "recall", { ...axisTitle, x: right + 58, y: top - 8, anchor: "end" });
    label(root, "precision", { ...axisTitle, x: left - 10, y: bottom + 24, anchor: "end" });
    const cellText = { size: TYPE.label, fill: ink.strong, anchor: "end" } as const;
    for (const row of all) {
      const y = top + row * cell.height;
      const baseline = y + cell.height / 2 + 4.4;
      const name = fitText(classes[row]!, ROW_NAME, nameRoom);
      label(root, name, { ...cellText, x: left - 10, y: baseline });
      for (const column of all) {
        const x = left + column * cell.width;
        const fill = cellColour(row === column, at(row, column) / rowSums[row]!, theme);
        const box = { x: x + 1, y: y + 1, width: cell.width - 2, height: cell.height - 2 };
        root.rect(box.width, box.height).move(box.x, box.y).radius(2).fill(fill);
        const text = at(row, column) === 0 ? ink.axis : readableOn(fill);
        drawCount(root, at(row, column), row === column, text, box);
      }
      const recall = formatPercent(at(row, row) / rowSums[row]!, 1);
      label(root, recall, { ...cellText, x: right + 58, y: baseline });
    }
    const precisions = all.map((i) => at(i, i) / columnSums[i]!);
    drawPrecisions(root, precisions, cell.width, left, bottom + 24, ink.strong);
    drawLegend(root, left, bottom + 56, theme);
  });
}

/** Writes the number of a cell as large as it fits, or leaves it out if it would be too small. */
function drawCount(
  root: Svg,
  count: number,
  right: boolean,
  fill: string,
  box: { x: number; y: number; width: number; height: number },
): void {
  const text = formatCount(count);
  const size = Math.min(TYPE.label, (box.width - 4) / textWidth(text, { size: 1, weight: 600 }));
  if (size < 7) return;
  label(root, text, {
    ...{ x: box.x + box.width / 2, y: box.y + box.height / 2 + size * 0.36, size },
    ...{ weight: right ? 600 : 400, anchor: "middle" },
    fill,
  });
}

/** Writes the precision of each class below its column. */
function drawPrecisions(
  root: Svg,
  precisions: readonly number[],
  width: number,
  left: number,
  y: number,
  fill: string,
): void {
  // Narrow columns have no room for a decimal. The narrowest have no numbers.
  const sizeOf = (text: string) => Math.min(TYPE.label, (width - 4) / textWidth(text, { size: 1 }));
  const decimals = sizeOf("100.0%") < 10 ? 0 : 1;
  const size = sizeOf(decimals === 0 ? "100%" : "100.0%");
  if (size < 7) return;
  precisions.forEach((precision, column) => {
    const x = left + (column + 0.5) * width;
    label(root, formatPercent(precision, decimals), { x, y, size, fill, anchor: "middle" });
  });
}

/** Draws the legend of the colours: two rows of swatches. */
function drawLegend(root: Svg, left: number, top: number, theme: Theme): void {
  const scales = [
    { name: "correct", right: true, shares: [0.5, 0.75, 0.9, 1] },
    { name: "mistaken", right: false, shares: [0.01, 0.05, 0.2, 0.5] },
  ];
  const style = { size: TYPE.tick, fill: theme.ink.muted } as const;
  const lead = "share of the true class:";
  label(root, lead, { ...style, x: left, y: top + 10 });
  let x = left + textWidth(lead, style) + 10;
  for (const { name, right, shares } of scales) {
    label(root, name, { ...style, x, y: top + 10 });
    x += textWidth(name, style) + 8;
    for (const share of shares) {
      root.rect(38, 12).move(x, top).radius(2).fill(cellColour(right, share, theme));
      label(root, share === 0.5 && !right ? "50%+" : formatPercent(share, 0), {
        ...style,
        x: x + 19,
        y: top + 27,
        anchor: "middle",
      });
      x += 40;
    }
    x += 24;
  }
}
