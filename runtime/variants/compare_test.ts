import assert from "node:assert/strict";
import { compareOutputs } from "./compare.ts";

const floats = (...numbers: number[]) => Float32Array.from(numbers);

Deno.test("equal outputs have no difference, with NaN and infinities in the same places", () => {
  const outputs = { y: [floats(1, NaN, Infinity), floats(-2)], z: [floats(0)] };
  assert.deepEqual(compareOutputs(outputs, outputs), { largest: 0, meanSquare: 0 });
});

Deno.test("the largest difference is relative to the largest number of its output", () => {
  const expected = { y: [floats(4, 0), floats(-8)], z: [floats(0.5)] };
  const found = { y: [floats(4, 1), floats(-6)], z: [floats(0.625)] };
  // y: 2 of 8, and 1 + 4 of 16 + 64; z: 0.125 of 0.5, and 1/64 of 1/4.
  assert.deepEqual(compareOutputs(found, expected), {
    largest: 0.25,
    meanSquare: (5 / 80 + 1 / 16) / 2,
  });
  assert.deepEqual(compareOutputs({ y: [floats(3)] }, { y: [floats(0)] }), {
    ...{ largest: 3, meanSquare: 9 },
  });
  assert.deepEqual(compareOutputs({}, {}), { largest: 0, meanSquare: 0 });
});

Deno.test("a number beside NaN or infinity differs without a measure", () => {
  for (const [found, expected] of [[NaN, 1], [1, NaN]] as const) {
    assert.ok(
      Number.isNaN(compareOutputs({ y: [floats(found)] }, { y: [floats(expected)] }).largest),
    );
  }
  assert.equal(compareOutputs({ y: [floats(Infinity)] }, { y: [floats(1)] }).largest, Infinity);
});
