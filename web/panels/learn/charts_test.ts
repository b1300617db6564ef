import assert from "node:assert/strict";
import { drawCharts, type Point } from "./charts.ts";

const point = (epoch: number): Point => ({ epoch, loss: 2 / (1 + epoch), accuracy: epoch / 10 });
const widthOf = (svg: string) => Number(/width="(\d+)"/.exec(svg)![1]);

Deno.test("drawCharts() draws figures of the given width", () => {
  const trained = [point(0.1), point(0.5), point(1)];
  for (const width of [358, 600]) {
    const { loss, accuracy } = drawCharts(trained, [], "light", width);
    assert.deepEqual([widthOf(loss), widthOf(accuracy)], [width, width]);
  }
});

Deno.test("drawCharts() draws a held-out curve when there are held-out scores", () => {
  const trained = [point(0.5), point(1), point(1.5)];
  assert.doesNotMatch(drawCharts(trained, [], "dark", 400).loss, /held out/);
  assert.match(drawCharts(trained, [point(1)], "dark", 400).loss, /held out/);
});

Deno.test("drawCharts() averages the points of a long training", () => {
  const many = Array.from({ length: 5000 }, (_, i) => point((i + 1) / 500));
  const { loss } = drawCharts(many, [], "light", 600);
  assert.ok(loss.length < 2 * drawCharts(many.slice(0, 160), [], "light", 600).loss.length);
  assert.match(loss, /training/);
});
