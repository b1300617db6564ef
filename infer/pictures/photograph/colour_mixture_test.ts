import assert from "node:assert/strict";
import { createGenerator } from "../../../data/random.ts";
import { fitColourMixture } from "./colour_mixture.ts";

/** Random colours around one, each channel within 10 of it. */
function about(count: number, colour: readonly number[], seed: number): number[] {
  const random = createGenerator(seed);
  return Array.from(
    { length: 3 * count },
    (_, i) => colour[i % 3]! + 20 * random.uniform() - 10,
  );
}

const RED = [190, 40, 30] as const, BLUE = [30, 50, 160] as const, GREEN = [40, 150, 50] as const;

Deno.test("fitColourMixture() finds clusters of colours, with a low density between them", () => {
  const colours = Float32Array.from([...about(90, RED, 1), ...about(30, BLUE, 2)]);
  const { density } = fitColourMixture(colours, new Float32Array(120).fill(1), 2);
  assert.ok(density(...RED) > 2 * density(...BLUE)); // three times as many
  assert.ok(density(...BLUE) > 1000 * density(110, 45, 95));
  assert.ok(density(...BLUE) > 1000 * density(...GREEN));
});

Deno.test("fitColourMixture() counts colours by their weights", () => {
  const colours = Float32Array.from([...about(50, RED, 1), ...about(50, GREEN, 2)]);
  const weights = Float32Array.from({ length: 100 }, (_, i) => i < 50 ? 1 : 0);
  const { density } = fitColourMixture(colours, weights, 3);
  assert.ok(density(...RED) > 1e4 * density(...GREEN));
});

Deno.test("fitColourMixture() makes a density that sums to 1 over all colours", () => {
  // A Student density has long tails: a thousandth lies further than 160 levels from this mean.
  const { density } = fitColourMixture(Float32Array.of(0, 0, 0), Float32Array.of(1), 4);
  const STEP = 4, REACH = 160;
  let sum = 0;
  for (let r = -REACH; r <= REACH; r += STEP) {
    for (let g = -REACH; g <= REACH; g += STEP) {
      for (let b = -REACH; b <= REACH; b += STEP) sum += density(r, g, b) * STEP ** 3;
    }
  }
  assert.ok(Math.abs(sum - 1) < 0.005, `${sum}`);
});

Deno.test("fitColourMixture() of no colours has density 0", () => {
  assert.equal(fitColourMixture(new Float32Array(6), new Float32Array(2), 3).density(0, 0, 0), 0);
});
