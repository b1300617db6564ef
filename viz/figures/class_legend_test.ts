import assert from "node:assert/strict";
import { drawing } from "../drawing.ts";
import { classLegend } from "./class_legend.ts";
import { THEMES } from "./theme.ts";

function drawn(labels: number[], classes: string[], width = 150): string {
  const words = { title: "", description: "" };
  return drawing(200, 200, (root) => {
    classLegend(labels, classes, width).draw(root, 0, 0, THEMES.light);
  }, words);
}

Deno.test("the legend has the colour, name and count of each class, also of empty ones", () => {
  const svg = drawn([1, 1, ...new Array<number>(1234).fill(0)], ["Bag", "Coat", "Dress"]);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  assert.deepEqual(texts, ["class", "points", "Bag", "1,234", "Coat", "2", "Dress", "0"]);
  const fills = [...svg.matchAll(/<circle[^>]*fill="(#\w+)"/g)].map(([, fill]) => fill);
  assert.deepEqual(fills, THEMES.light.categorical.slice(0, 3));
});

Deno.test("a long name is shortened so that it stays clear of its count", () => {
  assert.match(drawn([0], ["A class with a name that is far too long"]), /A class with[^<]*…</);
});
