import assert from "node:assert/strict";
import { fillNormal } from "../data/normal.ts";
import { createGenerator } from "../data/random.ts";
import { drawNoise, noiseInputs } from "./noise.ts";

Deno.test("noiseInputs() has the size of one step, and the distribution", () => {
  const noise = [
    { name: "noise/0", type: "float32", shape: [2, 3], distribution: "uniform" },
    { name: "noise/1", type: "float32", shape: [], distribution: "normal" },
  ] as const;
  assert.deepEqual(noiseInputs({ noise }), [
    { name: "noise/0", size: 6, draw: "uniform" },
    { name: "noise/1", size: 1, draw: "normal" },
  ]);
});

const INPUTS = [
  { name: "a", size: 2, draw: "uniform" },
  { name: "b", size: 3, draw: "normal" },
] as const;

Deno.test("drawNoise() draws step by step, each input after the other", () => {
  const drawn = drawNoise(INPUTS, createGenerator(1), 2);
  const generator = createGenerator(1);
  const [a, b] = [new Float32Array(4), new Float32Array(6)];
  for (const step of [0, 1]) {
    generator.fillUniform(a.subarray(2 * step, 2 * step + 2));
    fillNormal(generator, b.subarray(3 * step, 3 * step + 3));
  }
  assert.deepEqual(drawn, { a, b });
});

Deno.test("drawNoise() gives the same numbers in two calls as in one, in buffers that are reused", () => {
  const whole = drawNoise(INPUTS, createGenerator(2), 3);
  const generator = createGenerator(2);
  const buffers = [new Float32Array(100), new Float32Array(100)];
  const first = drawNoise(INPUTS, generator, 2, buffers);
  assert.equal(first.a!.buffer, buffers[0]!.buffer);
  assert.deepEqual([first.a, first.b], [whole.a!.subarray(0, 4), whole.b!.subarray(0, 6)]);
  assert.deepEqual(drawNoise(INPUTS, generator, 1, buffers).b, whole.b!.subarray(6));
});
