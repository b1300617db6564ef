import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { loadVae, type VaeModel } from "./load_vae.ts";
import { bandClassifier } from "../../tests/models/band_classifier.ts";
import { LATENT, smallVae, twoTone } from "../../tests/models/small_vae.ts";
import { decode, encode, interpolate, reconstruct, sample } from "./vae.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

async function withVae(test: (model: VaeModel) => Promise<void>): Promise<void> {
  const model = await loadVae(smallVae());
  try {
    await test(model);
  } finally {
    await model.close();
  }
}

const usage = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WeftError, `${error}`);
  assert.equal(error.code, "usage");
  assert.match(error.message, message);
  return true;
};

/** Sums of 392 float32 grey levels. */
const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-5);

const IMAGES = new Uint8Array([...twoTone(255, 0), ...twoTone(51, 102), ...twoTone(0, 204)]);

Deno.test("encode() gives mean and log-variance of each image, whatever the batches", () =>
  withVae(async (model) => {
    assert.equal(model.latentSize, LATENT);
    const expected = [1, 0, 0.2, 0.4, 0, 0.8];
    for (const batchSize of [1, 2, 256]) {
      const { mean, logvar } = await encode(model, IMAGES, { batchSize });
      expected.forEach((value, i) => near(mean[i]!, value));
      assert.deepEqual(logvar, new Float32Array(6).fill(-2));
    }
  }));

Deno.test("reconstruct() decodes the means of the encodings", () =>
  withVae(async (model) => {
    const images = await reconstruct(model, IMAGES, { batchSize: 2 });
    IMAGES.forEach((level, i) => near(images[i]!, level / 255));
  }));

Deno.test("interpolate() goes from one image to another by equal steps", () =>
  withVae(async (model) => {
    const images = await interpolate(model, twoTone(255, 0), twoTone(0, 51), 5);
    assert.equal(images.length, 5 * IMAGE_PIXELS);
    for (let step = 0; step < 5; step++) {
      near(images[step * IMAGE_PIXELS]!, 1 - step / 4);
      near(images[step * IMAGE_PIXELS + 783]!, 0.2 * step / 4);
    }
    const one = twoTone(0, 0);
    await assert.rejects(interpolate(model, one, one, 1), usage(/in 1 steps: .*at least 2/));
    await assert.rejects(interpolate(model, one, IMAGES, 3), usage(/784 to 2352 values/));
  }));

Deno.test("sample() draws the same images from the same seed, fewer for a lower count", () =>
  withVae(async (model) => {
    const images = await sample(model, { count: 4, seed: 7 });
    assert.deepEqual(await sample(model, { count: 4, seed: 7 }), images);
    assert.deepEqual(await sample(model, { count: 2, seed: 7 }), images.slice(0, 2 * IMAGE_PIXELS));
    assert.notDeepEqual(await sample(model, { count: 4, seed: 8 }), images);
    await assert.rejects(sample(model, { count: 0 }), usage(/0 images/));
  }));

Deno.test("decode() and encode() refuse values of other shapes", () =>
  withVae(async (model) => {
    await assert.rejects(decode(model, new Float32Array(3)), usage(/has 2 dimensions/));
    await assert.rejects(decode(model, Float32Array.of(0, NaN)), usage(/number 1 of the latent/));
    await assert.rejects(encode(model, new Uint8Array(783)), usage(/Cannot encode 783 values/));
    const bright = new Float32Array(IMAGE_PIXELS).fill(2);
    await assert.rejects(encode(model, bright), usage(/expected values in 0\.\.1, got 2/));
  }));

Deno.test("loadVae() refuses files that are no encoder and decoder of a VAE", async () => {
  const { encoder, decoder } = smallVae();
  const cases: [source: Parameters<typeof loadVae>[0], message: RegExp][] = [
    [{ encoder, decoder: smallVae(3).decoder }, /encoder has 2 latent dimensions, its decoder 3/],
    [
      { encoder: bandClassifier(), decoder },
      /the encoder: it is not an encoder; its inputs are image/,
    ],
    [{ encoder, decoder: encoder }, /the decoder: it is not a decoder/],
    [{ encoder, decoder: new Uint8Array() }, /the decoder: it is empty/],
    [{ encoder: Uint8Array.of(1, 2, 3), decoder }, /Cannot load the encoder/],
  ];
  for (const [source, message] of cases) {
    await assert.rejects(loadVae(source), (error) => {
      assert.ok(error instanceof WeftError, `${error}`);
      assert.equal(error.code, "model");
      assert.match(error.message, message);
      return true;
    });
  }
});
