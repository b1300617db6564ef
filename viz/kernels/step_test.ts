import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { instantiateKernels } from "./kernels.ts";
import { createLayout, growMemory } from "./layout.ts";

Deno.test("step() moves points by momentum, gains and the gradient, and at most by 5", () => {
  const count = 50, z = 700, rate = 200, momentum = 0.8;
  const generator = createGenerator(1);
  const kernels = instantiateKernels();
  const layout = createLayout(kernels.heapBase());
  const names = ["map", "repulsions", "velocities", "gains"] as const;
  const at = Object.fromEntries(names.map((name) => [name, layout.reserve(count * 16)]));
  const attractions = layout.reserve(count * 8), small = layout.reserve(count * 8);
  const bounds = layout.reserve(32);
  growMemory(kernels.memory, layout.end);
  const { buffer } = kernels.memory;
  const view = (name: typeof names[number]) => new Float64Array(buffer, at[name], 2 * count);
  const pulls = new Float32Array(buffer, attractions, 2 * count);
  view("gains").fill(1);
  view("map").set(Float64Array.from({ length: 2 * count }, () => generator.uniform()));
  const expected = {
    map: view("map").slice(),
    velocity: new Float64Array(2 * count),
    gain: view("gains").slice(),
  };
  for (let round = 0; round < 5; round++) {
    const exaggeration = round < 2 ? 12 : 1;
    // The force on the first point is so large that the limit applies.
    pulls.forEach((_, i) => pulls[i] = (generator.uniform() - 0.5) * (i < 2 ? 10 : 1e-3));
    view("repulsions").forEach((_, i) => view("repulsions")[i] = generator.uniform() - 0.5);
    for (let i = 0; i < 2 * count; i++) {
      const gradient = exaggeration * pulls[i]! - view("repulsions")[i]! / z;
      const turned = (gradient > 0) === (expected.velocity[i]! > 0);
      expected.gain[i] = Math.max(0.01, turned ? expected.gain[i]! * 0.8 : expected.gain[i]! + 0.2);
      expected.velocity[i] = momentum * expected.velocity[i]! - rate * expected.gain[i]! * gradient;
    }
    for (let i = 0; i < 2 * count; i += 2) {
      const length = Math.hypot(expected.velocity[i]!, expected.velocity[i + 1]!);
      for (const j of [i, i + 1]) {
        if (length > 5) expected.velocity[j]! *= 5 / length;
        expected.map[j]! += expected.velocity[j]!;
      }
    }
    for (const axis of [0, 1]) {
      const mean = expected.map.reduce((sum, v, i) => i % 2 === axis ? sum + v : sum, 0) / count;
      for (let i = axis; i < 2 * count; i += 2) expected.map[i]! -= mean;
    }
    kernels.step(
      ...[at.map!, attractions, at.repulsions!, at.velocities!, at.gains!, count] as const,
      ...[exaggeration, z, rate, momentum, small, bounds] as const,
    );
    // The tolerance allows for a few roundings of numbers up to 10.
    view("map").forEach((value, i) => assert(Math.abs(value - expected.map[i]!) < 1e-13));
    view("gains").forEach((value, i) => assert(Math.abs(value - expected.gain[i]!) < 1e-13));
    assert.deepEqual(new Float32Array(buffer, small, 2 * count), Float32Array.from(view("map")));
    const xs = view("map").filter((_, i) => i % 2 === 0),
      ys = view("map").filter((_, i) => i % 2 === 1);
    assert.deepEqual(Array.from(new Float64Array(buffer, bounds, 4)), [
      ...[Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    ]);
  }
});
