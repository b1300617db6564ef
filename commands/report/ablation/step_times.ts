import { take } from "../../../data/split.ts";
import { createGenerator } from "../../../data/random.ts";
import { createChunkMaker } from "../../../train/chunks.ts";
import type { ClassifierConfig } from "../../../train/config.ts";
import { startTrainer } from "../../../train/create_trainer.ts";
import { targetOf } from "../../../train/target.ts";
import { trainings } from "../../../train/trainings.ts";
import type { ReportOptions } from "../report_options.ts";
import type { StageContext } from "../stages/stage.ts";

/** The number of measurements of a training step. */
export interface Timing {
  readonly rounds: number;
  /** Calls per round. The fastest counts, because other programs slow some calls down. */
  readonly calls: number;
  /** Training steps per call. */
  readonly steps: number;
}

/** The signal that stops a measurement. */
interface TimingContext extends Pick<StageContext, "signal"> {
  /** A clock in milliseconds, for tests. Default `performance.now`. */
  readonly now?: () => number;
}

/**
 * Measures the time of a training epoch for several models. Each round times every model once, so
 * that a machine that slows down slows all of them.
 *
 * @param configs The settings of each model, all with the same images and batch size.
 * @returns The seconds of an epoch by model, one number for each round.
 */
export async function epochSeconds(
  dataset: Pick<ReportOptions["dataset"], "train" | "classes">,
  configs: readonly ClassifierConfig[],
  { rounds, calls, steps }: Timing,
  { signal, now = () => performance.now() }: TimingContext,
): Promise<Record<string, number[]>> {
  const models = [];
  try {
    for (const config of configs) {
      const { provider: backend, threads, batchSize, augmentation } = config;
      const compiled = trainings[config.model]!
        .compile(config, dataset.classes.length, await targetOf(config.provider));
      const images = take(dataset.train, Math.min(dataset.train.count, batchSize * steps));
      const makeChunk = createChunkMaker({
        ...{ images, batchSize, augmentation },
        noise: compiled.noise,
      });
      const indices = Uint32Array.from({ length: batchSize * steps }, (_, i) => i % images.count);
      const rates = { learningRate: new Float32Array(steps).fill(config.learningRate) };
      const generator = createGenerator(config.seed);
      const trainer = await startTrainer(compiled.step, { backend, threads });
      const makeInputs = () => makeChunk(indices, rates, generator, generator).inputs;
      models.push({ config, trainer, makeInputs });
    }
    const seconds: Record<string, number[]> = {};
    for (let round = -1; round < rounds; round++) {
      for (const { config, trainer, makeInputs } of models) {
        let least = Infinity;
        for (let call = 0; call < calls; call++) {
          signal.throwIfAborted();
          const began = now();
          await trainer.runMany(steps, makeInputs());
          least = Math.min(least, (now() - began) / 1000);
        }
        if (round < 0) continue; // the first round warms up
        const images = config.limit! - config.valSplit;
        const perEpoch = Math.floor(images / config.batchSize);
        (seconds[config.model] ??= []).push(least / steps * perEpoch);
      }
    }
    return seconds;
  } finally {
    for (const { trainer } of models) await trainer.close();
  }
}
