import assert from "node:assert/strict";
import { drawCharts, type Point } from "./charts.ts";

const point = (epoch: number): Point => ({ epoch, loss: 2 / (1 + epoch), accuracy: epoch / 10 });
const widthOf = (svg: string) => Number(/width="(\d+)"/.exec(svg)![1]);

Deno.test("charts are as wide as the place that they are shown in, down to a phone's", () => {
  const learned = [point(0.1), point(0.5), point(1)];
  for (const width of [358, 600]) {
    const { loss, accuracy } = drawCharts(learned, [], "light", width);
    assert.deepEqual([widthOf(loss), widthOf(accuracy)], [width, width]);
  }
});

Deno.test("held-out scores are a line of their own as soon as there is one", () => {
  const learned = [point(0.5), point(1), point(1.5)];
  assert.doesNotMatch(drawCharts(learned, [], "dark", 400).loss, /held out/);
  assert.match(drawCharts(learned, [point(1)], "dark", 400).loss, /held out/);
});

Deno.test("of many points neighbours are averaged: a long training is as quick to draw as a short one", () => {
  const many = Array.from({ length: 5000 }, (_, i) => point((i + 1) / 500));
  const { loss } = drawCharts(many, [], "light", 600);
  assert.ok(loss.length < 2 * drawCharts(many.slice(0, 160), [], "light", 600).loss.length);
  assert.match(loss, /learning/);
});
