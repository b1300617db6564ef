import { take } from "../../../data/split.ts";
import { createGenerator } from "../../../data/random.ts";
import { createChunkMaker } from "../../../train/chunks.ts";
import type { ClassifierConfig } from "../../../train/config.ts";
import { createStepRunner } from "../../../train/step_runner.ts";
import { targetOf } from "../../../train/target.ts";
import { tasks } from "../../../train/tasks.ts";
import type { StageContext, Study } from "../stage.ts";

/** How often and how long steps are timed. */
export interface Timing {
  readonly rounds: number;
  /**
   * Calls of a round, of which the quickest counts: others are held up by whatever else the machine
   * does.
   */
  readonly calls: number;
  /** Training steps of a call. */
  readonly steps: number;
}

/**
 * Measures how long an epoch of training takes, of several models in turn: a machine that is slow
 * for a while is so for all.
 *
 * @param configs One of each model, all with the same images and batches.
 * @returns For each model the seconds of an epoch, one number a round.
 */
export async function epochSeconds(
  dataset: Pick<Study["dataset"], "train" | "classes">,
  configs: readonly ClassifierConfig[],
  { rounds, calls, steps }: Timing,
  { signal }: Pick<StageContext, "signal">,
): Promise<Record<string, number[]>> {
  const models = [];
  try {
    for (const config of configs) {
      const { provider: backend, threads, batchSize, augmentation } = config;
      const compiled = tasks[config.model]!
        .compile(config, dataset.classes.length, await targetOf(config.provider));
      const images = take(dataset.train, Math.min(dataset.train.count, batchSize * steps));
      const makeChunk = createChunkMaker({
        ...{ images, batchSize, augmentation },
        noise: compiled.noise,
      });
      const indices = Uint32Array.from({ length: batchSize * steps }, (_, i) => i % images.count);
      const rates = { learningRate: new Float32Array(steps).fill(config.learningRate) };
      const generator = createGenerator(config.seed);
      const runner = await createStepRunner(compiled.step, { backend, threads });
      models.push({ config, runner, chunk: () => makeChunk(indices, rates, generator, generator) });
    }
    const seconds: Record<string, number[]> = {};
    for (let round = -1; round < rounds; round++) {
      for (const { config, runner, chunk } of models) {
        let least = Infinity;
        for (let call = 0; call < calls; call++) {
          signal.throwIfAborted();
          const began = performance.now();
          await runner.run(chunk());
          least = Math.min(least, (performance.now() - began) / 1000);
        }
        if (round < 0) continue; // what is used for the first time is slower
        const images = config.limit! - config.valSplit;
        const perEpoch = Math.floor(images / config.batchSize);
        (seconds[config.model] ??= []).push(least / steps * perEpoch);
      }
    }
    return seconds;
  } finally {
    for (const { runner } of models) await runner.close();
  }
}
