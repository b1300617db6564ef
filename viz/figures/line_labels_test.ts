import assert from "node:assert/strict";
import { drawing } from "../drawing.ts";
import type { Box } from "./label_places.ts";
import { lineOf } from "./line.ts";
import { drawBestLabels, drawEndLabels } from "./line_labels.ts";
import { THEMES } from "./theme.ts";

const plot: Box = { left: 0, top: 0, right: 300, bottom: 200 };

/**
 * Draws series whose values are heights in pixels, 100 pixels an epoch; the greatest height is the
 * best value.
 */
function draw(...series: (number | null)[][]): { svg: string; ends: Box[] } {
  const lines = series.flatMap((values, i) => {
    const epochs = values.map((_, k) => k);
    return lineOf(
      { name: `s${i}`, values },
      i,
      epochs,
      "max",
      (x, y) => ({ x: x * 100, y }),
      THEMES.light,
    ) ?? [];
  });
  let ends: Box[] = [];
  const svg = drawing(400, 200, (root) => {
    ends = drawEndLabels(root, lines, plot, "number", "#ffffff");
    drawBestLabels(root, lines, plot, ends, "number", "#ffffff");
  }, { title: "", description: "" });
  return { svg, ends };
}

const bestAt = (svg: string) => Number(/ y="([\d.]+)">best/.exec(svg)?.[1]);

Deno.test("a label at its own line needs no tie, a moved one and a distant one have it", () => {
  assert.doesNotMatch(draw([50, 60, 70, 80]).svg, /<line/);
  assert.equal(draw([80, 80], [80, 80], [80, 80]).svg.match(/<line/g)?.length, 2);
  assert.equal(draw([50, 60, null, null], [90, 90, 90, 150]).svg.match(/<line/g)?.length, 1);
});

Deno.test("labels stay inside the plot and apart", () => {
  const { ends } = draw([9, 198], [9, 199], [9, 199]);
  const tops = ends.map((box) => box.top).sort((a, b) => a - b);
  assert(tops.every((top, i) => i === 0 || top - (tops[i - 1] ?? 0) >= 16.9), `${tops}`);
  assert(ends.every((box) => box.bottom <= plot.bottom + 8));
});

Deno.test("the best value is written on the side that is free", () => {
  assert(bestAt(draw([50, 100, 60, 60]).svg) > 100, "above is the line itself");
  assert(bestAt(draw([90, 100, 90, 90], [120, 120, 120, 120]).svg) < 90, "below is another line");
});

Deno.test("a line that ends with its best value has no second label", () => {
  assert.doesNotMatch(draw([50, 60, 70]).svg, /best/);
});
