import assert from "node:assert/strict";
import { drawing } from "../drawing.ts";
import { drawLine, isMeasured, lineOf } from "./line.ts";
import { THEMES } from "./theme.ts";

const at = (x: number, y: number) => ({ x, y });
const draw = (values: (number | null)[], best: "min" | "max" = "min") => {
  const epochs = values.map((_, i) => i + 1);
  const line = lineOf({ name: "train", values }, 0, epochs, best, at, THEMES.light);
  assert(line);
  return {
    line,
    svg: drawing(9, 9, (root) => drawLine(root, line, epochs.length, THEMES.light.paper), {
      title: "",
      description: "",
    }),
  };
};

Deno.test("missing values, NaN and values beyond float32 were not measured", () => {
  for (const value of [null, undefined, NaN, Infinity, -Infinity, 1e39]) assert(!isMeasured(value));
  for (const value of [0, -1, 3e38]) assert(isMeasured(value));
});

Deno.test("a gap divides a line, and a value between gaps stays visible as a dot", () => {
  const values = [5, 4, NaN, 3, null, ...new Array(20).fill(2)];
  const { line, svg } = draw(values);
  assert.deepEqual(line.runs.map((run) => run.length), [2, 1, 20]);
  assert.match(svg, /d="M1 5L2 4M6 2L7 2/);
  assert.match(svg, /<circle cx="4" cy="3" fill="#0b69b0" r="3"\/>/);
  assert.equal(svg.match(/<circle/g)?.length, 2, "the lone value and the ring");
});

Deno.test("the best value is the first of equals, at either end", () => {
  assert.equal(draw([3, 1, 2, 1]).line.best.epoch, 2);
  assert.equal(draw([3, 1, 3, 2], "max").line.best.epoch, 1);
});

Deno.test("a single value is a dot in a single epoch and a diamond among several", () => {
  assert.match(draw([3]).svg, /<circle/);
  const diamond = draw([null, 3]).svg;
  assert.match(diamond, /Z ?"/);
  assert.doesNotMatch(diamond, /<circle/);
});

Deno.test("a series without values is no line", () => {
  assert.equal(
    lineOf({ name: "test", values: [null, NaN] }, 0, [1, 2], "min", at, THEMES.light),
    undefined,
  );
});

Deno.test("a line of up to 20 epochs has a dot for each", () => {
  const dots = (epochs: number) => {
    const { svg } = draw(Array.from({ length: epochs }, (_, i) => 5 - i / 99));
    return svg.match(/<circle[^>]*r="3"/g)?.length ?? 0;
  };
  assert.deepEqual([dots(2), dots(20), dots(21)], [2, 20, 0]);
});
