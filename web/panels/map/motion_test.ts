import assert from "node:assert/strict";
import { createMotion, easeInOut } from "./motion.ts";
import { normalize } from "./normalize.ts";

Deno.test("points move to their target and stay there", () => {
  const motion = createMotion(Float32Array.of(0, 0, 4, 4));
  assert.equal(motion.advance(5), false);
  motion.moveTo(Float32Array.of(8, 0, 0, 4), 100, 1000);
  assert.equal(motion.advance(1025), true);
  assert.deepEqual([...motion.positions], [2, 0, 3, 4]);
  assert.equal(motion.advance(1100), false);
  assert.deepEqual([...motion.positions], [8, 0, 0, 4]);
  assert.equal(motion.advance(1200), false);
});

Deno.test("a new target starts from the current positions", () => {
  const motion = createMotion(Float32Array.of(0, 0));
  motion.moveTo(Float32Array.of(10, 0), 100, 0);
  motion.advance(50);
  motion.moveTo(Float32Array.of(5, 10), 100, 50);
  motion.advance(100);
  assert.deepEqual([...motion.positions], [5, 5]);
  motion.moveTo(Float32Array.of(1, 2), 0, 100);
  assert.deepEqual([...motion.positions], [1, 2]);
});

Deno.test("easeInOut() is slow at both ends and 0.5 in the middle", () => {
  assert.deepEqual([0, 0.5, 1].map(easeInOut), [0, 0.5, 1]);
  assert(easeInOut(0.1) < 0.1 && easeInOut(0.9) > 0.9);
});

Deno.test("normalize() scales the longer side to -1..1 and keeps the aspect ratio", () => {
  assert.deepEqual([...normalize(Float32Array.of(10, 5, 30, 15))], [-1, -0.5, 1, 0.5]);
  assert.deepEqual([...normalize(Float32Array.of(3, 3, 3, 3))], [0, 0, 0, 0]);
});
