import assert from "node:assert/strict";
import { int8Channels } from "./int8_channels.ts";

const SHAPE = [3, 4, 2];
const floats = Float32Array.from({ length: 24 }, (_, i) => Math.sin(1.7 * i) * (1 + i % 5));

Deno.test("int8Channels() moves no number by more than half a step, along any axis", () => {
  for (const [axis, strides] of [[0, 8], [1, 2], [2, 1]] as const) {
    const { values, scales } = int8Channels(floats, SHAPE, axis);
    assert.equal(scales.length, SHAPE[axis]);
    floats.forEach((value, i) => {
      const scale = scales[Math.floor(i / strides) % SHAPE[axis]!]!;
      // A step is rounded to float32 once more, which is far below a thousandth of it.
      assert.ok(Math.abs(values[i]! * scale - value) <= 0.5001 * scale, `${axis} ${i}`);
    });
  }
});

Deno.test("int8Channels() uses all bytes up to its limit, and keeps zeros", () => {
  const { values } = int8Channels(Float32Array.of(0, 2, -4, 0, 0, 0), [2, 3], 0);
  assert.deepEqual([...values], [0, 64, -127, 0, 0, 0]);
  const seven = int8Channels(Float32Array.of(0, 1, -3), [1, 3], 0, 63);
  assert.deepEqual([...seven.values], [0, 21, -63]);
});
