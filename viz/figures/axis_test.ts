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
