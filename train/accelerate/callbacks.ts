// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";

/**
 * Callbacks of a fit, as tf.LayersModel.fit takes them. A tf.Callback is one too: naming its class
 * here would leave the parameters of a callback in an object literal without a type.
 */
export type FitCallbacks = tf.CustomCallbackArgs | tf.CustomCallbackArgs[];

/** tfjs's list of callbacks for one fit, and whether one of them looks at single batches. */
export interface CallbackList {
  readonly list: tf.CallbackList;
  readonly history: tf.History;
  readonly looksAtBatches: boolean;
}

/** Facts about a fit that callbacks can read. */
export interface FitParams {
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly samples: number | null;
  readonly steps: number | null;
  readonly batchSize: number | null;
  readonly verbose: number;
  readonly doValidation: boolean;
  readonly labels: readonly string[];
}

/** Makes the list in tfjs's order: the averages of the epoch, the caller's, the history. */
export function callbackList(
  model: tf.LayersModel,
  given: FitCallbacks | undefined,
  yieldEvery: tf.ModelFitArgs["yieldEvery"],
  { labels, doValidation, ...params }: FitParams,
): CallbackList {
  const callbacks = standardized(given, yieldEvery);
  const history = new tf.History();
  const list = new tf.CallbackList([new EpochAverages(labels), ...callbacks, history]);
  const metrics = [...labels, ...(doValidation ? labels.map((label) => `val_${label}`) : [])];
  // tfjs passes null for what is not known, which its declarations leave out.
  const all: Record<string, unknown> = { ...params, doValidation, metrics };
  list.setParams(all as Parameters<tf.CallbackList["setParams"]>[0]);
  list.setModel(model);
  return { list, history, looksAtBatches: callbacks.some(looksAtBatches) };
}

function standardized(
  given: FitCallbacks | undefined,
  yieldEvery: tf.ModelFitArgs["yieldEvery"],
): (tf.Callback | tf.CustomCallback)[] {
  const list = given === undefined ? [{}] : [given].flat();
  return list.map((each) => isCallback(each) ? each : new tf.CustomCallback(each, yieldEvery));
}

/** True for an object of a callback class. tfjs does not export the class that all extend. */
function isCallback(given: object): given is tf.Callback {
  return given instanceof Object.getPrototypeOf(tf.Callback);
}

/** The methods that see single batches. */
const OF_BATCHES = ["onBatchBegin", "onBatchEnd"] as const;

function looksAtBatches(callback: tf.Callback | tf.CustomCallback): boolean {
  if (callback instanceof tf.CustomCallback) {
    const { batchBegin, batchEnd, yield: onYield } = callback as unknown as Record<string, unknown>;
    return [batchBegin, batchEnd, onYield].some((each) => each !== undefined);
  }
  const inherited = Object.getPrototypeOf(tf.Callback.prototype);
  return OF_BATCHES.some((name) => callback[name] !== inherited[name]);
}

/** Puts the averages over an epoch's batches into the logs of its end, weighted by their sizes. */
class EpochAverages extends tf.Callback {
  #labels: readonly string[];
  #totals = new Map<string, number>();
  #rows = 0;

  constructor(labels: readonly string[]) {
    super();
    this.#labels = labels;
  }

  override onEpochBegin(): Promise<void> {
    this.#totals.clear();
    this.#rows = 0;
    return Promise.resolve();
  }

  override onBatchEnd(_batch: number, logs: tf.Logs = {}): Promise<void> {
    const size = logs.size ?? 0;
    this.#rows += size;
    for (const label of this.#labels) {
      this.#totals.set(label, (this.#totals.get(label) ?? 0) + size * logs[label]!);
    }
    return Promise.resolve();
  }

  override onEpochEnd(_epoch: number, logs: tf.Logs = {}): Promise<void> {
    for (const [label, total] of this.#totals) logs[label] = total / this.#rows;
    return Promise.resolve();
  }
}
