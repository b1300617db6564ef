import assert from "node:assert/strict";
import { exceeds, shareExceeds } from "./exceeds.ts";

Deno.test("exceeds() is undecided when the runs overlap or touch", () => {
  assert.equal(exceeds([0.9, 0.91], [0.8, 0.89]), "yes");
  assert.equal(exceeds([0.8, 0.89], [0.9, 0.91]), "no");
  assert.equal(exceeds([0.8, 0.91], [0.85, 0.9]), "undecided");
  assert.equal(exceeds([0.9, 0.9], [0.9, 0.9]), "undecided");
  assert.equal(exceeds([0.9], [0.1]), "undecided", "a single run has no spread");
});

Deno.test("shareExceeds() needs many points to decide a small difference", () => {
  assert.equal(shareExceeds(0.6, 0.5, 5000), "yes");
  assert.equal(shareExceeds(0.5, 0.6, 5000), "no");
  assert.equal(shareExceeds(0.6, 0.5, 50), "undecided");
  assert.equal(shareExceeds(0.5, 0.5, 5000), "undecided");
  assert.equal(shareExceeds(1, 1, 10), "undecided");
  // Around 1.96 standard deviations of the difference: 1.96 * sqrt(2 * 0.25 / 5000).
  assert.equal(shareExceeds(0.51, 0.49039, 5000), "yes");
  assert.equal(shareExceeds(0.51, 0.49041, 5000), "undecided");
});
