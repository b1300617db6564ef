import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { compileStep } from "./step.ts";
import { assertClose, runModel } from "./testing/agrees_with_tfjs.ts";
import { type InputTypes, trace, type Traceable } from "./trace.ts";

const types: InputTypes = { x: { shape: [2, 3], dtype: "float32" } };

Deno.test("the random numbers of each dropout become an input", () => {
  const layer = tf.layers.dropout({ rate: 0.4 });
  const step = compileStep(({ x }) => {
    const y = layer.apply(tf.dropout(x!, 0.5), { training: true }) as tf.Tensor;
    return { y: tf.add(y, tf.dropout(x!, 0.5, [2, 1], "a seed")) };
  }, types);
  assert.deepEqual(step.noise, [
    { name: "noise/0", type: "float32", shape: [2, 3] },
    { name: "noise/1", type: "float32", shape: [2, 3] },
    { name: "noise/2", type: "float32", shape: [2, 1] },
  ]);
  assert.deepEqual(step.inputs.slice(-3), step.noise);
});

Deno.test("dropout and its gradient keep and scale the same elements", async () => {
  const step = compileStep(({ x }) => {
    const f = (x: tf.Tensor) => tf.mul(tf.dropout(x, 0.25), 2);
    return { d: tf.grad(f)(x!) };
  }, types);
  const noise = Float32Array.of(0, 0.24, 0.2500001, 0.5, 0.99, 0.9999999);
  const x = { shape: [2, 3], dtype: "float32", data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
  const kept = Array.from(noise, (u) => u >= 0.25 ? 2 / 0.75 : 0);
  assertClose(
    await runModel(step.stepModel(), { x, "noise/0": { ...x, data: noise } }),
    { d: { ...x, data: Float32Array.from(kept) } },
  );
});

Deno.test("dropout agrees with tfjs when both have the same noise", async () => {
  // tfjs's noise follows from a dropout of ones, whose dropped elements are zero.
  const mask = tf.tidy(() => tf.dropout(tf.ones([2, 3]), 0.5).dataSync());
  const noise = Float32Array.from(mask, (value) => value > 0 ? 0.75 : 0.25);
  const step = compileStep(({ x }) => ({ y: tf.dropout(x!, 0.5) }), types);
  const ones = { shape: [2, 3], dtype: "float32", data: new Float32Array(6).fill(1) } as const;
  assertClose(
    await runModel(step.stepModel(), { x: ones, "noise/0": { ...ones, data: noise } }),
    { y: { ...ones, data: Float32Array.from(mask) } },
  );
});

Deno.test("a single number that dropout draws is an input too", () => {
  const { noise } = compileStep(({ x }) => ({ y: tf.dropout(x!, 0.5) }), {
    x: { shape: [1, 1], dtype: "float32" },
  });
  assert.deepEqual(noise.map(({ shape }) => shape), [[1, 1]]);
});

Deno.test("dropout with rate 0 needs no noise", () => {
  const layer = tf.layers.dropout({ rate: 0.4 });
  const { noise } = compileStep(({ x }) => ({
    y: layer.apply(tf.dropout(x!, 0), { training: false }) as tf.Tensor,
  }), types);
  assert.deepEqual(noise, []);
});

Deno.test("other random numbers are refused, and the error names the line that draws them", () => {
  const refused: readonly (readonly [string, Traceable])[] = [
    ["randomNormal", ({ x }) => ({ y: tf.add(x!, tf.randomNormal([2, 3])) })],
    ["randomNormal with a seed", ({ x }) => ({
      y: tf.add(x!, tf.randomNormal([2, 3], 0, 1, "float32", 7)),
    })],
    ["randomUniform", ({ x }) => ({ y: tf.add(x!, tf.randomUniform([2, 3])) })],
    ["truncatedNormal", ({ x }) => ({ y: tf.add(x!, tf.truncatedNormal([2, 3])) })],
    ["randomGamma", ({ x }) => ({ y: tf.add(x!, tf.randomGamma([2, 3], 1)) })],
    ["one random number", ({ x }) => ({ y: tf.add(x!, tf.randomUniform([1])) })],
    ["Math.random", ({ x }) => ({ y: tf.mul(x!, Math.random()) })],
    ["Math.random for a list", ({ x }) => ({
      y: tf.mul(x!, tf.tensor1d([Math.random(), Math.random(), Math.random()])),
    })],
    ["Math.random for an attribute", ({ x }) => ({ y: tf.leakyRelu(x!, Math.random()) })],
    ["gaussianNoise", ({ x }) => ({
      y: tf.layers.gaussianNoise({ stddev: 1 }).apply(x!, { training: true }) as tf.Tensor,
    })],
  ];
  const random = Math.random;
  for (const [what, fn] of refused) {
    assert.throws(() => trace(fn, types), (error: unknown) => {
      assert.ok(error instanceof WeftError, `${what}: ${error}`);
      assert.match(error.message, /random numbers.*noise_test\.ts:\d+/, what);
      return true;
    }, what);
    assert.equal(Math.random, random);
  }
});
