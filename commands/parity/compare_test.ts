import assert from "node:assert/strict";
import { accuracyOf, difference, disagreements, scaled } from "./compare.ts";

Deno.test("difference() finds the largest difference, absolute and relative", () => {
  const found = difference(Float32Array.of(1, -4, 2, 0), Float32Array.of(1, -3, 2.5, 0), 2);
  assert.deepEqual(found, {
    rows: 2,
    largest: 1,
    magnitude: 4,
    relative: 0.25,
    identical: false,
    strange: 0,
  });
  assert.equal(scaled(found), 0.25);
  assert.equal(scaled({ ...found, magnitude: 0.5 }), 1);
});

Deno.test("difference() compares bits of the rows that both have", () => {
  const few = Float32Array.of(1, 0), many = Float32Array.of(1, 0, 7, 8);
  assert.equal(difference(few, many, 1).identical, true);
  assert.equal(difference(many, few, 1).rows, 2);
  const { identical, largest } = difference(Float32Array.of(0), Float32Array.of(-0), 1);
  assert.deepEqual([identical, largest], [false, 0]);
});

Deno.test("difference() counts numbers that are not finite, unless both have the same bits", () => {
  const a = Float32Array.of(NaN, Infinity, 1, Infinity);
  const b = Float32Array.of(NaN, 1, NaN, Infinity);
  const { strange, largest, identical } = difference(a, b, 4);
  assert.deepEqual([strange, largest, identical], [2, 0, false]);
});

Deno.test("disagreements() lists images of different classes with the larger lead", () => {
  const a = Float32Array.of(1, 0, 0.5, 0.25, 2, 3);
  const b = Float32Array.of(1, 0, 0.5, 1.5, 2, 3);
  assert.deepEqual(disagreements(a, b, 2, 4), [{ image: 1, classes: [0, 1], lead: 0.25 }]);
  assert.deepEqual(disagreements(a, a, 2, 4), []);
});

Deno.test("accuracyOf() counts the images whose largest logit is their label's", () => {
  const logits = Float32Array.of(1, 0, 0, 1, 3, 2, 0, 9);
  assert.equal(accuracyOf(logits, Uint8Array.of(0, 1, 1, 1), 2), 0.75);
});
