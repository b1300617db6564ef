// This module is browser compatible.
import type { ThemeName } from "../../../viz/figures/theme.ts";
import { curves } from "../../../viz/figures/curves.ts";
import { SPACE } from "../../../viz/figures/theme.ts";

/** What is known at a moment of training; `epoch` counts from 0 and has fractions. */
export interface Point {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Points of a figure; more would be slower to draw and look the same. */
const MOST = 160;
/**
 * The size of a panel in CSS pixels: at least so large, and in this proportion where there is more
 * room.
 */
const LEAST = { width: 240, height: 220 }, PROPORTION = 0.52;

/**
 * Draws loss and accuracy, one figure each, by the code that draws them on a server.
 *
 * @param learned Scores of the last steps, in the order of training.
 * @param tested Scores on held-out images after each epoch.
 * @param width Of each figure, in CSS pixels: as wide as it is shown, so that its texts are read.
 */
export function drawCharts(
  learned: readonly Point[],
  tested: readonly Point[],
  theme: ThemeName,
  width: number,
): { readonly loss: string; readonly accuracy: string } {
  const shown = thin(learned);
  const at = [...new Set([...shown, ...tested].map(({ epoch }) => epoch))].sort((a, b) => a - b);
  const series = (points: readonly Point[], measure: "loss" | "accuracy") => {
    const byEpoch = new Map(points.map((point) => [point.epoch, point[measure]]));
    return at.map((epoch) => byEpoch.get(epoch) ?? null);
  };
  const panel = (measure: "loss" | "accuracy") => ({
    title: "",
    ...(measure === "accuracy" ? { format: "percent" as const } : {}),
    series: [
      { name: "learning", values: bridged(series(shown, measure)) },
      ...(tested.length > 0
        ? [{ name: "held out", values: bridged(series(tested, measure)) }]
        : []),
    ],
  });
  const across = Math.max(LEAST.width, Math.round(width) - 2 * SPACE.margin);
  const panelSize = {
    width: across,
    height: Math.max(LEAST.height, Math.round(across * PROPORTION)),
  };
  const draw = (title: string, measure: "loss" | "accuracy") =>
    curves({ title, theme, epochs: at, panels: [panel(measure)], panelSize });
  return { loss: draw("Loss (nats)", "loss"), accuracy: draw("Accuracy", "accuracy") };
}

/**
 * Fills gaps between two values by a straight line, so that a line of few points is a line among
 * many.
 */
function bridged(values: readonly (number | null)[]): (number | null)[] {
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

/** Neighbours are averaged until few enough are left. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST) return points;
  const size = Math.ceil(points.length / MOST);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const group = points.slice(i * size, (i + 1) * size);
    const mean = (key: "loss" | "accuracy") =>
      group.reduce((sum, point) => sum + point[key], 0) / group.length;
    return { epoch: group.at(-1)!.epoch, loss: mean("loss"), accuracy: mean("accuracy") };
  });
}
