import assert from "node:assert/strict";
import {
  crossEntropy,
  divergences,
  entropyFloor,
  evaluateVae,
  importanceWeightedBound,
  squaredErrors,
} from "./evaluate_vae.ts";
import { loadVae, type VaeModel } from "./load_vae.ts";
import { smallVae, twoTone } from "../../tests/models/small_vae.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);

const entropy = (x: number, p: number) => -x * Math.log(p) - (1 - x) * Math.log(1 - p);

Deno.test("crossEntropy() sums over the pixels, and is finite for probabilities 0 and 1", () => {
  const levels = twoTone(51, 255);
  const probabilities = Float32Array.from(levels, (level) => level === 255 ? 0.75 : 0.5);
  // Rounding of 784 numbers of about 1.
  near(crossEntropy(levels, 0, probabilities, 0), 392 * (entropy(0.2, 0.5) - Math.log(0.75)), 1e-9);
  assert.equal(crossEntropy(twoTone(255, 0), 0, twoTone(1, 0), 0) < 1e-4, true);
  assert.ok(Number.isFinite(crossEntropy(twoTone(255, 0), 0, twoTone(0, 1), 0)));
});

Deno.test("entropyFloor() is the cross-entropy of each image with itself", () => {
  const images = new Uint8Array([...twoTone(51, 0), ...twoTone(102, 255)]);
  const itself = Float64Array.from(images, (level) => level / 255);
  const both = crossEntropy(images, 0, itself, 0) +
    crossEntropy(images, IMAGE_PIXELS, itself, IMAGE_PIXELS);
  // At 1, crossEntropy takes the largest float32 below: 392 pixels of 6e-8.
  near(entropyFloor(images), both / 2, 2e-5);
});

Deno.test("squaredErrors() and divergences() follow their formulas", () => {
  const errors = squaredErrors(twoTone(255, 51), new Float32Array(IMAGE_PIXELS).fill(0.2));
  near(errors[0]!, 0.64 / 2, 1e-7);
  const encoding = { mean: Float32Array.of(1, 0, 0, 0), logvar: Float32Array.of(0, 0, -2, 0) };
  const kl = divergences(encoding, 2);
  near(kl[0]!, 0.5, 1e-12);
  near(kl[1]!, (Math.exp(-2) + 2 - 1) / 2, 1e-12);
});

async function withVae(test: (model: VaeModel) => Promise<void>): Promise<void> {
  const model = await loadVae(smallVae());
  try {
    await test(model);
  } finally {
    await model.close();
  }
}

const IMAGES = new Uint8Array(
  Array.from({ length: 40 }, (_, i) => [...twoTone(90 + i, 150 - i)]).flat(),
);

Deno.test("evaluateVae() gives cross-entropy, divergence and the ELBO, the same each time", () =>
  withVae(async (model) => {
    const measured = await evaluateVae(model, IMAGES);
    assert.equal(measured.elbo, -(measured.bce + measured.kl));
    const mean = Array.from({ length: 40 }, (_, i) => {
      const [a, b] = [(90 + i) / 255, (150 - i) / 255];
      return (a * a + b * b) / 2 + Math.exp(-2) + 1;
    }).reduce((sum, value) => sum + value) / 40;
    near(measured.kl, mean, 1e-5); // grey levels in float32
    assert.ok(measured.bce > entropyFloor(IMAGES));
    assert.deepEqual(await evaluateVae(model, IMAGES, { batchSize: 7 }), measured);
  }));

Deno.test("importanceWeightedBound() is the mean ELBO with one sample, tighter with more", () =>
  withVae(async (model) => {
    const repeated = new Uint8Array(
      Array.from({ length: 500 }, () => [...twoTone(120, 130)]).flat(),
    );
    const { elbo } = await evaluateVae(model, repeated);
    const bounds: number[] = [];
    for (const samples of [1, 4, 64]) {
      bounds.push(await importanceWeightedBound(model, repeated, samples));
    }
    // The cross-entropy of one sample varies by hundreds of nats here, the mean of 500 by tens.
    near(bounds[0]!, elbo, 0.1 * Math.abs(elbo));
    assert.ok(bounds[0]! < bounds[1]! && bounds[1]! < bounds[2]!, `${bounds}`);
  }));

Deno.test("importanceWeightedBound() nears the log-likelihood", () =>
  withVae(async (model) => {
    // log p(x) by the trapezoidal rule: the upper and lower parts of the image are independent.
    const half = (level: number) => {
      const x = level / 255, terms: number[] = [];
      for (let z = 0.0005; z < 1; z += 0.001) {
        terms.push(
          -392 * entropy(x, z) - z * z / 2 - Math.log(2 * Math.PI) / 2 + Math.log(0.001),
        );
      }
      // Values outside (0, 1) are clamped, and their likelihood is nearly 0.
      const largest = Math.max(...terms);
      return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
    };
    const expected = half(100) + half(160);
    const bound = await importanceWeightedBound(model, new Uint8Array(twoTone(100, 160)), 20_000);
    // About 1 in 100 samples has weight on each axis, some hundreds in all: 0.1 nats or so.
    near(bound, expected, 0.5);
  }));
