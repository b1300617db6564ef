// This module is browser compatible.

/**
 * Loads the models of the zoo by their names and runs them on images made by arithmetic: the
 * program that zoo_test.ts runs in every host.
 *
 * @module
 */

import { runLogits } from "../infer/run_logits.ts";
import { loadModel } from "../infer/load_model.ts";
import { loadVae } from "../infer/vae/load_vae.ts";
import { decode } from "../infer/vae/vae.ts";
import type { ZooOptions } from "../infer/zoo.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

/** The outputs of the models. */
export interface ZooOutputs {
  /** The logits of each classifier, [4,10]. */
  readonly logits: Readonly<Record<string, readonly number[]>>;
  /** The sum of the grey levels that the VAE decodes from the origin of its latent space. */
  readonly brightness: number;
}

/** Loads each model of the zoo and runs it. */
export async function runZoo(options: ZooOptions = {}): Promise<ZooOutputs> {
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
