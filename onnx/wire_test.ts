import assert from "node:assert/strict";
import { wireFields } from "./wire.ts";

const read = (...bytes: number[]) =>
  [...wireFields(Uint8Array.from(bytes))].map(({ field, value, contents }) => [
    field,
    value,
    [...contents],
  ]);

Deno.test("wireFields() reads numbers, bytes and fields of fixed width", () => {
  assert.deepEqual(read(8, 150, 1), [[1, 150, []]]);
  assert.deepEqual(read(18, 2, 7, 9), [[2, 0, [7, 9]]]);
  assert.deepEqual(read(29, 1, 2, 3, 4, 33, 1, 2, 3, 4, 5, 6, 7, 8), [[3, 0, []], [4, 0, []]]);
  assert.deepEqual(read(), []);
});

Deno.test("wireFields() refuses what no message is", () => {
  const cases: Record<string, number[]> = {
    "an end inside a number": [8, 150],
    "an end inside a field of four bytes": [29, 1, 2],
    "an end inside a text": [18, 5, 1],
    "a length of 2^63": [18, 255, 255, 255, 255, 255, 255, 255, 255, 127],
    "an endless number": [8, ...Array(11).fill(255)],
    "field 0": [0, 1],
    "a tag of more than 32 bits": [136, 128, 128, 128, 16, 1],
    "a group": [11, 12],
  };
  for (const [what, bytes] of Object.entries(cases)) {
    assert.throws(() => read(...bytes), RangeError, what);
  }
});
