import assert from "node:assert/strict";
import { type ClassResult, perClass } from "./per_class.ts";

const bag: ClassResult = { label: "Bag", precision: 1, recall: 0.5, f1: 2 / 3, count: 1200 };
const draw = (...results: ClassResult[]) => perClass(results, { title: "T" });

Deno.test("each class has a row with its measures and its number of images", () => {
  const svg = draw(bag, { ...bag, label: "Coat", recall: 0.25 });
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  assert.deepEqual(texts.slice(-10), [
    ...["Bag", "100.0%", "50.0%", "66.7%", "1,200"],
    ...["Coat", "100.0%", "25.0%", "66.7%", "1,200"],
  ]);
});

Deno.test("each measure has its own shape, and equal values are at one place", () => {
  const svg = draw({ ...bag, precision: 0.8, recall: 0.8, f1: 0.8 });
  const [, disc] = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  const [, diamond] = [...svg.matchAll(/<path d="M([\d.]+) /g)].map(([, x]) => Number(x));
  const [, bar] = [...svg.matchAll(/<rect[^>]*width="3" x="([\d.]+)"/g)].map(([, x]) => Number(x));
  assert.equal(disc, diamond);
  assert(Math.abs(disc! - (bar! + 1.5)) < 0.02);
});

Deno.test("a class that is never predicted, and perfect classes, are drawn too", () => {
  assert(draw({ ...bag, precision: 0, recall: 0, f1: 0 }).includes(">0.0%<"));
  assert(draw({ ...bag, precision: 1, recall: 1, f1: 1 }).includes(">100.0%<"));
});

Deno.test("perClass() refuses values that are not shares", () => {
  const message = /^Cannot draw the results by class: /;
  assert.throws(() => draw(), { name: "WeftError", message });
  assert.throws(() => draw({ ...bag, recall: NaN }), { message: /the recall of Bag is NaN/ });
  assert.throws(() => draw({ ...bag, f1: 1.5 }), { message: /the F1 of Bag is 1\.5/ });
});
