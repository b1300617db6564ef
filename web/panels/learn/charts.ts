// This module is browser compatible.
import type { ThemeName } from "../../../viz/figures/theme.ts";
import { curves } from "../../../viz/figures/curves.ts";
import { SPACE } from "../../../viz/figures/theme.ts";

/** Scores at one moment of the training. `epoch` counts from 0 and has fractions. */
export interface Point {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** The largest number of points of a curve: more points are slower to draw and look the same. */
const MAX_POINTS = 160;
/** The smallest size of a chart in CSS pixels, and the ratio of height to width of a larger one. */
const MIN_SIZE = { width: 240, height: 220 }, ASPECT = 0.52;

/**
 * Draws loss and accuracy in a figure each, with the code of `deno task train`.
 *
 * @param trained Scores of the training steps, in order.
 * @param heldOut Scores of the held-out images after each epoch.
 * @param width The width of a figure in CSS pixels. It should be the width on the screen, so that
 * the text keeps its size.
 * @returns Two SVG documents.
 */
export function drawCharts(
  trained: readonly Point[],
  heldOut: readonly Point[],
  theme: ThemeName,
  width: number,
): { readonly loss: string; readonly accuracy: string } {
  const averaged = averageGroups(trained);
  const epochs = [...new Set([...averaged, ...heldOut].map(({ epoch }) => epoch))].sort((a, b) =>
    a - b
  );
  const series = (points: readonly Point[], measure: "loss" | "accuracy") => {
    const byEpoch = new Map(points.map((point) => [point.epoch, point[measure]]));
    return epochs.map((epoch) => byEpoch.get(epoch) ?? null);
  };
  const panel = (measure: "loss" | "accuracy") => ({
    title: "",
    ...(measure === "accuracy" ? { format: "percent" as const } : {}),
    series: [
      { name: "training", values: fillGaps(series(averaged, measure)) },
      ...(heldOut.length > 0
        ? [{ name: "held out", values: fillGaps(series(heldOut, measure)) }]
        : []),
    ],
  });
  const panelWidth = Math.max(MIN_SIZE.width, Math.round(width) - 2 * SPACE.margin);
  const panelSize = {
    width: panelWidth,
    height: Math.max(MIN_SIZE.height, Math.round(panelWidth * ASPECT)),
  };
  const draw = (title: string, measure: "loss" | "accuracy") =>
    curves({ title, theme, epochs, panels: [panel(measure)], panelSize });
  return { loss: draw("Loss (nats)", "loss"), accuracy: draw("Accuracy", "accuracy") };
}

/** Interpolates linearly between values: the held-out curve has fewer points than the other. */
function fillGaps(values: readonly (number | null)[]): (number | null)[] {
  const filled = [...values];
  let last = -1;
  values.forEach((value, i) => {
    if (value === null) return;
    if (last >= 0) {
      for (let k = last + 1; k < i; k++) {
        filled[k] = values[last]! + (value - values[last]!) * (k - last) / (i - last);
      }
    }
    last = i;
  });
  return filled;
}

/** Averages groups of neighbouring points, so that at most MAX_POINTS are left. */
function averageGroups(points: readonly Point[]): readonly Point[] {
  if (points.length <= MAX_POINTS) return points;
  const size = Math.ceil(points.length / MAX_POINTS);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const group = points.slice(i * size, (i + 1) * size);
    const mean = (key: "loss" | "accuracy") =>
      group.reduce((sum, point) => sum + point[key], 0) / group.length;
    return { epoch: group.at(-1)!.epoch, loss: mean("loss"), accuracy: mean("accuracy") };
  });
}
