// This module is browser compatible.

/**
 * What zoo_test.ts runs in other engines: the models of the zoo loaded by their names, on images made by arithmetic.
 *
 * @module
 */

import { runLogits } from "../infer/run_logits.ts";
import { loadModel } from "../infer/load_model.ts";
import { loadVae } from "../infer/vae/load_vae.ts";
import { decode } from "../infer/vae/vae.ts";
import type { ZooOptions } from "../infer/zoo.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

/** What the models say. */
export interface ZooOutcome {
  /** By classifier, [4,10]. */
  readonly logits: Readonly<Record<string, readonly number[]>>;
  /** What the VAE makes of the middle of its latent space: the sum of the grey levels. */
  readonly brightness: number;
}

/** Loads each model of the zoo and runs it. */
export async function runZoo(options: ZooOptions = {}): Promise<ZooOutcome> {
  const images = Uint8Array.from({ length: 4 * IMAGE_PIXELS }, (_, i) => i * i % 251);
  const logits: Record<string, number[]> = {};
  for (const name of ["zoo:lenet", "zoo:lenet-modified"]) {
    const model = await loadModel(name, options);
    logits[name] = [...(await runLogits(model, images)).logits];
    await model.close();
  }
  const vae = await loadVae("zoo:vae", options);
  const image = await decode(vae, new Float32Array(vae.latentSize));
  await vae.close();
  return { logits, brightness: image.reduce((sum, value) => sum + value, 0) };
}
