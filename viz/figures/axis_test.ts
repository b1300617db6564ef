import assert from "node:assert/strict";
import { type Axis, epochAxis, ticksWithin, valueAxis } from "./axis.ts";

const labels = (axis: Axis) => axis.ticks.map((tick) => tick.label);

Deno.test("valueAxis() steps by 1, 2 or 5 times a power of ten", () => {
  assert.deepEqual(labels(valueAxis(0.15, 0.6, "number")), ["0.2", "0.3", "0.4", "0.5", "0.6"]);
  assert.deepEqual(labels(valueAxis(1, 2.3, "number")), [
    "1.0",
    "1.2",
    "1.4",
    "1.6",
    "1.8",
    "2.0",
    "2.2",
    "2.4",
  ]);
  assert.deepEqual(labels(valueAxis(220, 260, "number")), ["220", "230", "240", "250", "260"]);
});

Deno.test("valueAxis() has a handful of ticks inside its range at every magnitude", () => {
  for (let scale = 1e-30; scale < 1e30; scale *= 7.3) {
    for (const [least, most] of [[0, 1], [0.8, 0.94], [-3, 5], [0.301, 0.302]] as const) {
      const axis = valueAxis(least * scale, most * scale, "number");
      assert(axis.ticks.length >= 3 && axis.ticks.length <= 9, `${scale} ${labels(axis)}`);
      assert(axis.low <= least * scale && axis.high >= most * scale);
      assert(axis.ticks.every((tick) => tick.value >= axis.low - 1e-9 * scale));
      assert(axis.ticks.every((tick) => tick.value <= axis.high + 1e-9 * scale));
    }
  }
});

Deno.test("valueAxis() begins at zero where zero is near and never passes 100 %", () => {
  assert.equal(valueAxis(0.02, 0.5, "number").low, 0);
  assert(valueAxis(0.8, 0.94, "percent").low > 0.7);
  assert.equal(valueAxis(0.5, 1, "percent").high, 1);
  assert.equal(labels(valueAxis(0.5, 1, "percent")).at(-1), "100%");
});

Deno.test("valueAxis() shows the decimals that its step needs", () => {
  assert.deepEqual(labels(valueAxis(0.991, 0.995, "percent")), [
    "99.1%",
    "99.2%",
    "99.3%",
    "99.4%",
    "99.5%",
  ]);
});

Deno.test("valueAxis() gives equal values a range", () => {
  for (const value of [0, 0.5, -3, 1e30, 1e-30]) {
    const axis = valueAxis(value, value, "number");
    assert(axis.low < axis.high && axis.ticks.length >= 2, String(value));
  }
  const rounding = valueAxis(1, 1 + Number.EPSILON, "number");
  assert.equal(new Set(labels(rounding)).size, rounding.ticks.length);
});

Deno.test("epochAxis() marks whole epochs only", () => {
  assert.deepEqual(labels(epochAxis(1, 1)), ["1"]);
  assert.deepEqual(labels(epochAxis(1, 2)), ["1", "2"]);
  assert.deepEqual(labels(epochAxis(1, 3)), ["1", "2", "3"]);
  assert.deepEqual(labels(epochAxis(1, 15)), ["1", "5", "10", "15"]);
  assert.deepEqual(labels(epochAxis(1, 60)), ["1", "10", "20", "30", "40", "50", "60"]);
  assert.deepEqual(labels(epochAxis(0, 1000)), ["0", "200", "400", "600", "800", "1,000"]);
});

Deno.test("epochAxis() puts a single epoch in the middle", () => {
  assert.deepEqual([epochAxis(4, 4).low, epochAxis(4, 4).high], [3, 5]);
});

Deno.test("ticks within a range are multiples of a step, with the decimals that it needs", () => {
  const within = (low: number, high: number) => ticksWithin(low, high, 5).map((tick) => tick.label);
  assert.deepEqual(within(-12.3, 14), ["−10", "−5", "0", "5", "10"]);
  assert.deepEqual(within(0.11, 0.52), ["0.2", "0.3", "0.4", "0.5"]);
  assert.deepEqual(within(-2500, 2500), ["−2,000", "−1,000", "0", "1,000", "2,000"]);
});

const near = (actual: number, expected: number) =>
  assert(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

Deno.test("valueAxis() has 8 % of the span as a margin, from zero where that is near", () => {
  const ends: [least: number, most: number, low: number, high: number][] = [
    [1, 2, 0.92, 2.08],
    [0.33, 1.33, 0.25, 1.41], // a quarter of the span is not near
    [0.32, 1.32, 0, 1.4],
    [-1, 1, -1.16, 1.16],
    [5, 5, 4.92, 5.08], // a fifth of a single value is the span
    [0, 0, 0, 0.08],
  ];
  for (const [least, most, low, high] of ends) {
    const axis = valueAxis(least, most, "number");
    near(axis.low, low);
    near(axis.high, high);
  }
  near(valueAxis(0.5, 0.9, "percent").high, 0.932);
  near(valueAxis(0.5, 1.5, "percent").high, 1.58);
});

Deno.test("a step is the nearest of 1, 2, 5 and 10 by ratio", () => {
  const stepOf = (span: number) => {
    const [first, second] = ticksWithin(0, 10 * span, 10);
    return second!.value - first!.value;
  };
  const steps = [[1, 1], [1.49, 1], [1.5, 2], [3.49, 2], [3.5, 5], [7.49, 5], [7.5, 10], [15, 20]];
  for (const [span, step] of steps) near(stepOf(span!), step!);
  near(stepOf(0.1), 0.1);
  near(stepOf(10), 10);
});

Deno.test("epochAxis() marks the first epoch where it has three quarters of a step of room", () => {
  assert.deepEqual(labels(epochAxis(2, 16)), ["5", "10", "15"]);
  assert.deepEqual(labels(epochAxis(1, 21)), ["1", "5", "10", "15", "20"]);
  assert.deepEqual(labels(epochAxis(5, 25)), ["5", "10", "15", "20", "25"]);
});

Deno.test("an axis takes more or fewer steps, and shares to the decimals that they need", () => {
  assert.deepEqual(labels(valueAxis(0, 100, "number", 2)), ["0", "50", "100"]);
  assert.deepEqual(labels(valueAxis(0.2, 0.9, "percent", 2)), ["0%", "50%"]);
  assert.deepEqual(labels(epochAxis(1, 101, 2)), ["1", "50", "100"]);
});
