import { shellWord } from "../../cli/shell_word.ts";
import {
  entropyFloor,
  evaluateVae,
  importanceWeightedBound,
  squaredErrors,
} from "../../infer/vae/evaluate_vae.ts";
import { loadVae, type VaeModel } from "../../infer/vae/load_vae.ts";
import type { SessionOptions } from "../../runtime/session.ts";
import { reconstruct, sample } from "../../infer/vae/vae.ts";
import type { Vae } from "../../models/mod.ts";
import type { VaeConfig } from "../config.ts";
import { pcaError } from "./pca_error.ts";
import type { RecipeName } from "../recipes.ts";
import { runFiles } from "../run_files.ts";
import type { ModelFiles, Task } from "../task.ts";
import { compileVae } from "./compile.ts";
import { SAMPLES, SHOWN, type TestedVae, writeVaeResults } from "./results.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/**
 * Samples of each image for the importance-weighted bound: with 64, of 10,000 images, it takes
 * longer than a fast recipe.
 */
const IMPORTANCE_SAMPLES: Readonly<Record<RecipeName, number>> = { default: 64, best: 64, fast: 8 };

/** Training of a VAE. */
export function vaeTask(definition: Vae): Task<VaeConfig, TestedVae> {
  return {
    compile: (config, _classes, target) => compileVae(definition, config, config.batchSize, target),
    validate: (files, { images }, session, { beta }) =>
      withVae(files, session, async (model) => {
        const { bce, kl } = await evaluateVae(model, images);
        return { loss: bce + beta * kl, bce, kl };
      }),
    test: (files, { config, dataset, train, session, onProgress }) =>
      withVae(files, session, async (model) => {
        const { images, count } = dataset.test;
        const importanceSamples = IMPORTANCE_SAMPLES[config.recipe];
        const { bce, kl, elbo } = await evaluateVae(model, images);
        const decoded = await reconstruct(model, images);
        const errors = squaredErrors(images, decoded);
        const importanceWeighted = await importanceWeightedBound(
          model,
          images,
          importanceSamples,
          { onProgress: (done) => onProgress(done, count) },
        );
        const mse = errors.reduce((sum, error) => sum + error, 0) / count;
        const shown = Math.min(SHOWN, count) * IMAGE_PIXELS;
        return {
          scores: { bce, kl, elbo, importanceWeighted, mse },
          importanceSamples,
          floor: entropyFloor(images),
          pca: pcaError(train, images, config.latent),
          originals: images.slice(0, shown),
          reconstructions: decoded.slice(0, shown),
          generated: await sample(model, { count: SAMPLES, seed: config.seed }),
        };
      }),
    metadata: ({ scores }) => ({ test_elbo: String(scores.elbo) }),
    writeResults: writeVaeResults,
    scoresText: ({ bce, kl }) =>
      `elbo ${(-bce! - kl!).toFixed(2)} bce ${bce!.toFixed(2)} kl ${kl!.toFixed(2)}`,
    nextCommand: (folder) =>
      `deno task infer --task reconstruct --split test --model ${shellWord(folder)} --out pictures`,
  };
}

/** Loads the exported files: what is measured is what a user of them will get. */
async function withVae<T>(
  files: ModelFiles,
  session: SessionOptions,
  use: (model: VaeModel) => Promise<T>,
): Promise<T> {
  const model = await loadVae({
    encoder: files.get(runFiles.encoder)!,
    decoder: files.get(runFiles.decoder)!,
  }, session);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}
