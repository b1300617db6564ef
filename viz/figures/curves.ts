// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { figure, type Heading } from "./heading.ts";
import { isMeasured } from "./line.ts";
import { type CurvePanel, linePanel } from "./line_panel.ts";
import { SPACE } from "./theme.ts";

export type { CurveSeries } from "./line.ts";
export type { CurvePanel } from "./line_panel.ts";

/** What {@linkcode curves} draws. */
export interface CurvesOptions extends Heading {
  /** The epochs, strictly rising. */
  epochs: readonly number[];
  /** The measures, two side by side; a single one has the width of both. */
  panels: readonly CurvePanel[];
  /**
   * How large a panel is, axes included, in the figure's pixels. Default 438 x 296, and 904 x 420
   * where it is the only one.
   */
  panelSize?: { readonly width: number; readonly height: number };
}

const PANEL = { width: 438, height: 296, gap: 28 } as const;
const WIDE_PANEL = { width: 904, height: 420, gap: 0 } as const;

/**
 * Draws how training went: one panel a measure over the epochs, each line named at its end with its
 * last value, its best value ringed. The same input gives the same bytes in every runtime.
 *
 * @param options The epochs, and the panels with one value an epoch for each series.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no epochs or panels, epochs do not rise, or a series
 * has another length.
 *
 * @example
 * ```ts
 * import { curves } from "./curves.ts";
 *
 * const svg = curves({
 *   title: "Training",
 *   subtitle: "Fashion-MNIST · lenet",
 *   epochs: [1, 2, 3],
 *   panels: [
 *     { title: "Loss", series: [{ name: "train", values: [0.6, 0.4, 0.3] }] },
 *     { title: "Accuracy", format: "percent", series: [{ name: "test", values: [null, null, 0.9] }] },
 *   ],
 * });
 * console.assert(svg.startsWith("<svg"));
 * ```
 */
export function curves(options: CurvesOptions): string {
  const { epochs, panels } = options;
  check(epochs, panels);
  const usual = panels.length === 1 ? WIDE_PANEL : PANEL;
  const size = { ...usual, ...options.panelSize };
  const columns = Math.min(2, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const width = 2 * SPACE.margin + columns * size.width + (columns - 1) * size.gap;
  const height = SPACE.heading + rows * size.height + (rows - 1) * size.gap + 16;
  return figure(width, height, options, describe(epochs, panels), (root, theme) => {
    panels.forEach((panel, i) => {
      const left = SPACE.margin + (i % columns) * (size.width + size.gap);
      const top = SPACE.heading + Math.floor(i / columns) * (size.height + size.gap);
      const box = { left, top, right: left + size.width, bottom: top + size.height };
      linePanel(root, epochs, panel, box, theme);
    });
  });
}

function check(epochs: readonly number[], panels: readonly CurvePanel[]): void {
  const fail = (reason: string, hint: string) => {
    throw new WeftError("usage", `Cannot draw the curves: ${reason}`, hint);
  };
  if (epochs.length === 0) fail("there are no epochs", "Train for at least one epoch first");
  if (panels.length === 0) {
    fail("there are no panels", "Pass at least one panel, for example the loss");
  }
  epochs.forEach((epoch, i) => {
    const before = epochs[i - 1] ?? -Infinity;
    if (!Number.isFinite(epoch) || epoch <= before) {
      fail(`epoch ${epoch} follows ${before}`, "Pass finite epochs in strictly rising order");
    }
  });
  for (const panel of panels) {
    for (const { name, values, range } of panel.series) {
      const rangeFits = !range ||
        [range.low, range.high].every((edge) =>
          edge.length === epochs.length && edge.every(isMeasured)
        );
      if (!rangeFits) {
        fail(
          `the range of "${name}" of "${panel.title}" is not a number for each of ${epochs.length} epochs`,
          "Pass the least and the greatest value of each epoch",
        );
      }
      if (values.length === epochs.length) continue;
      fail(
        `"${name}" of "${panel.title}" has ${values.length} values for ${epochs.length} epochs`,
        "Pass one value an epoch, null where nothing was measured",
      );
    }
  }
}

function describe(epochs: readonly number[], panels: readonly CurvePanel[]): string {
  const measures = panels.map(({ title, series }) =>
    `${title} of ${series.map((one) => one.name).join(", ")}`
  );
  const count = epochs.length === 1 ? "1 epoch" : `${epochs.length} epochs`;
  return `Line charts over ${count}: ${measures.join("; ")}.`;
}
