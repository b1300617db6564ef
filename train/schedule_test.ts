import assert from "node:assert/strict";
import { learningRate } from "./schedule.ts";

const rates = (steps: number) =>
  Array.from({ length: steps }, (_, step) => learningRate("one-cycle", 0.1, step, steps));

/** Rounding of a cosine and a handful of products. */
const isClose = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

Deno.test("a constant learning rate is the peak at every step", () => {
  for (const step of [0, 1, 99]) assert.equal(learningRate("constant", 0.3, step, 100), 0.3);
});

Deno.test("a one-cycle learning rate starts low, peaks at a quarter and ends near zero", () => {
  const all = rates(400);
  // One step into a warm-up of 100 steps from 0.1 / 25, along half a cosine.
  isClose(all[0]!, 0.004 + 0.096 * (1 - Math.cos(Math.PI / 100)) / 2);
  isClose(all[49]!, (0.004 + 0.1) / 2);
  isClose(all[99]!, 0.1);
  isClose(all[249]!, (0.1 + 0.000_004) / 2);
  isClose(all[399]!, 0.000_004);
});

Deno.test("a one-cycle learning rate rises to its peak and then only falls", () => {
  const all = rates(400);
  for (let i = 1; i < all.length; i++) {
    assert.ok(i < 100 ? all[i]! > all[i - 1]! : all[i]! < all[i - 1]!, `step ${i}`);
  }
});

Deno.test("a one-cycle run of one step, or of a few, has finite positive rates", () => {
  for (const steps of [1, 2, 3, 4, 5]) {
    for (const rate of rates(steps)) assert.ok(rate > 0 && rate <= 0.1, `${rate} of ${steps}`);
  }
});
