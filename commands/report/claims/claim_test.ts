import assert from "node:assert/strict";
import { type Claim, conclude, exceeds, exceedsBy, shareExceeds } from "./claim.ts";

Deno.test("a claim says yes, no or undecided as the numbers are turned round", () => {
  const claims: Claim<readonly [number, number]>[] = [{
    name: "taller",
    holds: ([a, b]) => exceedsBy(a, b, 1),
    says: {
      yes: ([a, b]) => `taller by ${a - b}`,
      no: ([a, b]) => `smaller by ${b - a}`,
      undecided: () => "alike",
    },
  }];
  const said = (a: number, b: number) => conclude(claims, [a, b] as const)[0]!;
  assert.deepEqual(said(5, 2), { name: "taller", verdict: "yes", text: "taller by 3" });
  assert.deepEqual(said(2, 5), { name: "taller", verdict: "no", text: "smaller by 3" });
  assert.deepEqual(said(5, 4), { name: "taller", verdict: "undecided", text: "alike" });
});

Deno.test("runs that overlap, or touch, decide nothing", () => {
  assert.equal(exceeds([0.9, 0.91], [0.8, 0.89]), "yes");
  assert.equal(exceeds([0.8, 0.89], [0.9, 0.91]), "no");
  assert.equal(exceeds([0.8, 0.91], [0.85, 0.9]), "undecided");
  assert.equal(exceeds([0.9, 0.9], [0.9, 0.9]), "undecided");
  assert.equal(exceeds([0.9], [0.1]), "undecided", "a single run says nothing of the spread");
});

Deno.test("what a share of many points decides, that of a few does not", () => {
  assert.equal(shareExceeds(0.6, 0.5, 5000), "yes");
  assert.equal(shareExceeds(0.5, 0.6, 5000), "no");
  assert.equal(shareExceeds(0.6, 0.5, 50), "undecided");
  assert.equal(shareExceeds(0.5, 0.5, 5000), "undecided");
  assert.equal(shareExceeds(1, 1, 10), "undecided");
});
