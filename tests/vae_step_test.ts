/**
 * Compares the compiled training step of the VAE with tfjs's own cpu backend.
 */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compileStep, parameterNames, parametersOf, targets, toPhysical } from "../compiler/mod.ts";
import { createGenerator } from "../data/random.ts";
import { synthesize } from "../data/synthetic.ts";
import { fillNormal } from "../data/normal.ts";
import { createSession } from "../runtime/session.ts";
import { vaes } from "../models/mod.ts";
import { cpuTarget } from "../train/cpu_block.ts";
import { createOptimizer } from "../train/optimizer.ts";
import { vaeInputs, vaeStep } from "../train/vae/step.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const BATCH = 2, STEPS = 5, LATENT = 3;
const { images } = synthesize({ split: "train", count: BATCH * STEPS });
const epsilon = new Float32Array(BATCH * STEPS * LATENT);
fillNormal(createGenerator(3), epsilon);
const KL_WEIGHTS = Float32Array.of(0.2, 0.4, 0.6, 0.8, 1);
const RATES = new Float32Array(STEPS).fill(1e-3);

/** The training step as a tfjs function, and its parameters. */
function plain() {
  const layers = vaes.vae!.build({ latent: LATENT, seed: 1 });
  const parameters = [layers.encoder, layers.decoder].flatMap(parametersOf);
  const optimizer = createOptimizer(parameters, vaes.vae!.recipes.default.optimizer);
  const all = [...parameters, ...optimizer.slots];
  return { fn: vaeStep(layers, parameters, optimizer), all };
}

/** tfjs's loss, cross-entropy and divergence of each step. */
function expected(): number[][] {
  const { fn } = plain();
  return Array.from({ length: STEPS }, (_, i) =>
    tf.tidy(() => {
      const of = (from: number, to: number) => [from * i * BATCH, to * (i + 1) * BATCH] as const;
      const { loss, bce, kl } = fn({
        image: tf.tensor4d(Int32Array.from(images.subarray(...of(IMAGE_PIXELS, IMAGE_PIXELS))), [
          BATCH,
          28,
          28,
          1,
        ]),
        epsilon: tf.tensor2d(epsilon.slice(...of(LATENT, LATENT)), [BATCH, LATENT]),
        klWeight: tf.scalar(KL_WEIGHTS[i]!),
        learningRate: tf.scalar(RATES[i]!),
      });
      return [loss!, bce!, kl!].map((tensor) => tensor.dataSync()[0]!);
    }));
}

Deno.test(`${STEPS} steps of the VAE with the same noise agree with tfjs`, async () => {
  const wanted = expected();
  for (const target of [...Object.values(targets), await cpuTarget()]) {
    const { fn, all } = plain();
    const step = compileStep(fn, vaeInputs(BATCH, LATENT), { names: parameterNames(all), target });
    assert.deepEqual(step.noise, [], "the noise is an input of its own");
    const session = await createSession(step.loopModel(), { backend: "cpu", threads: 1 });
    const { Tensor } = session;
    const state = step.state.map(({ name, shape, layout, physicalShape, initial }) => [
      name,
      new Tensor("float32", toPhysical(initial as Float32Array, shape, layout), [...physicalShape]),
    ]);
    const results = await session.ort.run({
      ...Object.fromEntries(state),
      image: new Tensor("uint8", images, [STEPS, BATCH, 28, 28, 1]),
      epsilon: new Tensor("float32", epsilon, [STEPS, BATCH, LATENT]),
      klWeight: new Tensor("float32", KL_WEIGHTS, [STEPS]),
      learningRate: new Tensor("float32", RATES, [STEPS]),
    });
    wanted.forEach((numbers, i) =>
      ["loss", "bce", "kl"].forEach((name, k) => {
        const found = (results[name]!.data as Float32Array)[i]!;
        // The divergence is near 0 at first, so its tolerance is relative to the loss that
        // contains it.
        const difference = Math.abs(found - numbers[k]!) / numbers[0]!;
        assert.ok(
          difference <= 1e-5,
          `${target.name}, step ${i}, ${name}: ${found}, tfjs ${numbers[k]}`,
        );
      })
    );
    await session.close();
  }
});
