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
    return { y: tf.add(y, tf.dropout(x!, 0.5, [2, 1])) };
  }, types);
  assert.deepEqual(step.noise, [
    { name: "noise/0", type: "float32", shape: [2, 3], distribution: "uniform" },
    { name: "noise/1", type: "float32", shape: [2, 3], distribution: "uniform" },
    { name: "noise/2", type: "float32", shape: [2, 1], distribution: "uniform" },
  ]);
  assert.deepEqual(
    step.inputs.slice(-3),
    step.noise.map(({ name, type, shape }) => ({ name, type, shape })),
  );
});

Deno.test("numbers with a seed are the constants that tfjs draws each time", async () => {
  const layer = tf.layers.dropout({ rate: 0.4, seed: 11 });
  const fn: Traceable = ({ x }) => ({
    dropped: layer.apply(x!, { training: true }) as tf.Tensor,
    named: tf.dropout(x!, 0.5, [2, 1], "a seed"),
    uniform: tf.add(x!, tf.randomUniform([2, 3], -1, 1, "float32", "a seed")),
    normal: tf.add(x!, tf.randomNormal([2, 3], 0, 1, "float32", 7)),
  });
  const step = compileStep(fn, types);
  assert.deepEqual(step.noise, []);
  const x = { shape: [2, 3], dtype: "float32", data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
  const expected = Object.entries(fn({ x: tf.tensor(x.data, [2, 3]) })).map(([name, tensor]) =>
    [name, { ...x, data: tensor.dataSync<"float32">() }] as const
  );
  assertClose(await runModel(step.stepModel(), { x }), Object.fromEntries(expected));
});

Deno.test("bounds, means and deviations become part of the graph", async () => {
  const step = compileStep(({ x }) => ({
    bounds: tf.add(x!, tf.randomUniform([2, 3], -2, 3)),
    normal: tf.add(x!, tf.randomNormal([2, 3], 5, 0.25)),
    standard: tf.add(x!, tf.randomNormal([2, 3])),
    pair: tf.add(x!, tf.randomNormal([2, 1], 0, 0.3)),
  }), types);
  assert.deepEqual(step.noise.map(({ distribution }) => distribution), [
    "uniform",
    "normal",
    "normal",
    "normal",
  ]);
  const type = { shape: [2, 3], dtype: "float32" } as const;
  const x = { ...type, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const u = Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 0.9);
  const noise = { ...type, data: u };
  const y = (fn: (u: number) => number) => ({
    ...type,
    data: x.data.map((value, i) => value + fn(u[i]!)),
  });
  const feeds = { x, "noise/0": noise, "noise/1": noise, "noise/2": noise };
  const pair = { ...noise, shape: [2, 1], data: Float32Array.of(-1, 2) };
  assertClose(await runModel(step.stepModel(), { ...feeds, "noise/3": pair }), {
    bounds: y((u) => -2 + 5 * u),
    normal: y((u) => 5 + 0.25 * u),
    standard: y((u) => u),
    pair: { ...type, data: x.data.map((value, i) => value + 0.3 * pair.data[i < 3 ? 0 : 1]!) },
  });
});

Deno.test("each layer of noise computes what tfjs does with the same noise", async () => {
  const shape = [2, 3, 4];
  const input = { x: { shape, dtype: "float32" } } as const;
  const size = 24;
  const data = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  const u = Float32Array.from({ length: size }, (_, i) => (i * 7 % size) / size);
  const z = u.map((u) => 3 * u - 1.5);
  const alphaP = -1.6732632423543772 * 1.0507009873554805;
  const a = ((1 - 0.3) * (1 + 0.3 * alphaP ** 2)) ** -0.5;
  const cases: [string, tf.layers.Layer, Float32Array, (x: number, i: number) => number][] = [
    ["gaussianNoise", tf.layers.gaussianNoise({ stddev: 0.4 }), z, (x, i) => x + 0.4 * z[i]!],
    [
      "gaussianDropout",
      tf.layers.gaussianDropout({ rate: 0.3 }),
      z,
      (x, i) => x * (1 + Math.sqrt(0.3 / 0.7) * z[i]!),
    ],
    [
      "alphaDropout",
      tf.layers.alphaDropout({ rate: 0.3 }),
      u,
      // tfjs 4.22 puts -alphaP in the place of dropped elements, the paper alphaP.
      (x, i) => (u[i]! >= 0.3 ? x : -alphaP) * a - a * alphaP * 0.3,
    ],
    [
      "spatialDropout1d",
      tf.layers.spatialDropout1d({ rate: 0.5 }),
      u.slice(0, 8),
      (x, i) => u[4 * Math.floor(i / 12) + i % 4]! >= 0.5 ? 2 * x : 0,
    ],
  ];
  for (const [name, layer, noise, y] of cases) {
    const apply = (training: boolean): Traceable => ({ x }) => ({
      y: layer.apply(x!, { training }) as tf.Tensor,
    });
    const step = compileStep(apply(true), input);
    const noiseShape = step.noise[0]!.shape as number[];
    const x = { ...input.x, shape, data };
    assertClose(
      await runModel(step.stepModel(), { x, "noise/0": { ...x, shape: noiseShape, data: noise } }),
      { y: { ...x, data: data.map(y) } },
    );
    assert.deepEqual(compileStep(apply(false), input).noise, [], name);
  }
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
    ["integers", ({ x }) => ({ y: tf.add(x!, tf.randomUniform([2, 3], 0, 9, "int32")) })],
    ["truncatedNormal", ({ x }) => ({ y: tf.add(x!, tf.truncatedNormal([2, 3])) })],
    ["randomGamma", ({ x }) => ({ y: tf.add(x!, tf.randomGamma([2, 3], 1)) })],
    ["one random number", ({ x }) => ({ y: tf.add(x!, tf.randomUniform([1], 2, 3)) })],
    ["Math.random", ({ x }) => ({ y: tf.mul(x!, Math.random()) })],
    ["Math.random for a list", ({ x }) => ({
      y: tf.mul(x!, tf.tensor1d([Math.random(), Math.random(), Math.random()])),
    })],
    ["Math.random for an attribute", ({ x }) => ({ y: tf.leakyRelu(x!, Math.random()) })],
    ["initializers", ({ x }) => ({ y: tf.layers.dense({ units: 2 }).apply(x!) as tf.Tensor })],
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
