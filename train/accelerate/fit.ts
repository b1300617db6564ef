// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { type CallbackList, callbackList, type FitCallbacks } from "./callbacks.ts";
import type { CompiledModel } from "./compiled_model.ts";
import type { TrainableModel } from "./layers_model.ts";
import { runTrainingLoop, type TrainingLoop } from "../training_loop.ts";

/** Some batches of equal size that are trained in one call. */
export interface BatchRun {
  /** Rows of a batch. */
  readonly batchSize: number;
  readonly count: number;
  /** Trains on them; loss and metrics of each. */
  train(rates: readonly number[], firstStep: number): Promise<number[][]>;
}

/** The batches of an epoch, and how many of them come next depends on the time that they take. */
export interface EpochBatches {
  /** The next batches; undefined at the end of the epoch. */
  next(most: number): Promise<BatchRun | undefined>;
  /** True when the batches returned last are the epoch's last ones. */
  isLast(): boolean;
  /** True to validate after the last batch's callbacks, as tfjs does for a dataset. */
  readonly validatesAfterCallbacks?: boolean;
}

/** A fit, whatever its batches come from. */
export interface FitPlan {
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly samples: number | null;
  readonly steps: number | null;
  readonly batchSize: number | null;
  readonly verbose: number;
  readonly callbacks: FitCallbacks | undefined;
  readonly yieldEvery: tf.ModelFitArgs["yieldEvery"];
  /** Loss and metrics of the validation data; undefined when there are none. */
  readonly validate: (() => Promise<number[]>) | undefined;
  /** The learning rate of a step, counted from 0 over the whole fit. */
  readonly rateAt: (step: number) => number;
  readonly signal: AbortSignal | undefined;
  /** The batches of an epoch. */
  batches(epoch: number): EpochBatches | Promise<EpochBatches>;
}

/** Aimed time of the batches of one call. */
const RUN_MS = 100;

/**
 * Trains as tf.LayersModel.fit does: the same callbacks with the same logs, and the same history.
 * Several batches are trained in one call, unless a callback looks at single batches.
 */
export async function runFit(
  model: tf.LayersModel,
  trainable: TrainableModel,
  compiled: CompiledModel,
  plan: FitPlan,
): Promise<tf.History> {
  const { epochs, initialEpoch, samples, steps, batchSize, verbose, validate } = plan;
  const { labels } = compiled;
  const doValidation = validate !== undefined;
  const callbacks = callbackList(model, plan.callbacks, plan.yieldEvery, {
    ...{ epochs, initialEpoch, samples, steps, batchSize, verbose, doValidation, labels },
  });
  const { list, history } = callbacks;
  trainable.history = history;
  compiled.lastCall = undefined;
  await list.onTrainBegin();
  trainable.stopTraining = false;
  await runTrainingLoop(loopOf(trainable, compiled, plan, callbacks));
  await compiled.state.writeBack();
  await list.onTrainEnd();
  return history;
}

/** The epochs of a fit, and its batches in chunks. */
function loopOf(
  trainable: TrainableModel,
  compiled: CompiledModel,
  plan: FitPlan,
  { list, looksAtBatches }: CallbackList,
): TrainingLoop<BatchRun, number[][]> {
  /** Steps of the fit, and batches of the epoch, that are done. */
  let step = 0, batch = 0;
  let batches: EpochBatches, epochLogs: tf.Logs;
  // As in tfjs, a stop counts after a batch and after an epoch.
  let stopped = false;
  const validateAtEnd = async () => {
    if (batches.isLast() && plan.validate) {
      await addValidation(compiled, plan.validate, epochLogs);
    }
  };
  return {
    firstEpoch: plan.initialEpoch,
    lastEpoch: plan.epochs - 1,
    chunkMilliseconds: RUN_MS,
    isOver: () => stopped,
    async beginEpoch(epoch) {
      await list.onEpochBegin(epoch);
      [batch, epochLogs] = [0, {}];
      batches = await plan.batches(epoch);
    },
    async nextChunk(most) {
      plan.signal?.throwIfAborted();
      const run = await batches.next(looksAtBatches ? 1 : most);
      for (let i = 0; run && i < run.count; i++) {
        // tfjs has logs here for a dataset only.
        const logs: tf.Logs = plan.batchSize ? {} : { batch: batch + i, size: run.batchSize };
        await list.onBatchBegin(batch + i, logs);
      }
      return run;
    },
    train: (run) =>
      run.train(Array.from({ length: run.count }, (_, i) => plan.rateAt(step + i)), step),
    async endChunk({ count, batchSize }, results) {
      if (!batches.validatesAfterCallbacks) await validateAtEnd();
      if (looksAtBatches) await compiled.state.writeBack();
      for (const [i, values] of results.entries()) {
        const logs: tf.Logs = { batch: batch + i, size: batchSize };
        compiled.labels.forEach((label, at) => logs[label] = values[at]!);
        await list.onBatchEnd(batch + i, logs);
      }
      step += count;
      batch += count;
      stopped = trainable.stopTraining;
    },
    async endEpoch(epoch) {
      if (batches.validatesAfterCallbacks) await validateAtEnd();
      await compiled.state.writeBack();
      compiled.epochs = epoch + 1;
      await list.onEpochEnd(epoch, epochLogs);
      stopped = trainable.stopTraining;
    },
  };
}

async function addValidation(
  { labels }: CompiledModel,
  validate: () => Promise<number[]>,
  logs: tf.Logs,
): Promise<void> {
  const values = await validate();
  labels.forEach((label, i) => logs[`val_${label}`] = values[i]!);
}
