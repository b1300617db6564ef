import assert from "node:assert/strict";
import { accuracies, type MeasuredAccuracy } from "./accuracies.ts";

const row = (name: string, value: number, low: number, high: number): MeasuredAccuracy => ({
  name,
  value,
  low,
  high,
});
const draw = (...rows: MeasuredAccuracy[]) =>
  accuracies({ title: "T", intervals: "range", accuracies: rows });

Deno.test("each accuracy is drawn within its interval, and a better one further right", () => {
  const svg = draw(row("a", 0.8, 0.7, 0.85), row("b", 0.9, 0.88, 0.95));
  const middles = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  const ends = [...svg.matchAll(/stroke-width="7" x1="([\d.]+)" x2="([\d.]+)"/g)]
    .map(([, from, to]) => [Number(from), Number(to)]);
  assert(middles[0]! < middles[1]!);
  middles.forEach((x, i) => assert(ends[i]![0]! < x && x < ends[i]![1]!));
});

Deno.test("values are printed with their interval", () => {
  const svg = draw(row("a", 0.9282, 0.923, 0.933));
  assert(svg.includes(">92.82%<") && svg.includes(">92.30 to 93.30<"));
});

Deno.test("accuracies() refuses a value outside of its interval", () => {
  const refused = (message: RegExp, ...rows: MeasuredAccuracy[]) =>
    assert.throws(() => draw(...rows), { name: "WeftError", code: "usage", message });
  refused(/there are none/);
  refused(/the accuracy of a is 0.5, not between 0.6 and 0.7/, row("a", 0.5, 0.6, 0.7));
  refused(/the accuracy of a is NaN/, row("a", NaN, 0, 1));
  refused(/between 0.9 and 1.1/, row("a", 1, 0.9, 1.1));
});
