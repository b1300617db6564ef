// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { exportOnnx, type ExportOptions } from "../../compiler/mod.ts";
import { WeftError } from "../../error.ts";
import type { Backend, ChosenBackend } from "../../runtime/backends.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { compiledModel } from "./compiled_model.ts";
import { runFit } from "./fit.ts";
import { requireBatchSize, requireFitArgs } from "./fit_arguments.ts";
import { BATCH_SIZE, fitPlan } from "./fit_plan.ts";
import type { FitArgs } from "./fit_types.ts";
import { type ModelNumbers, tablesOf } from "./fit_data.ts";
import {
  datasetFitPlan,
  evaluateDataset,
  type EvaluateDatasetArgs,
  type FitDatasetArgs,
} from "./fit_dataset.ts";
import type { BatchDataset } from "./dataset.ts";
import { requireLayersModel, setLearningRate, trainableOf } from "./layers_model.ts";
import {
  decodeModelCheckpoint,
  encodeModelCheckpoint,
  type ModelProgress,
} from "./model_checkpoint.ts";
import { createMethodCalls } from "./method_calls.ts";
import { readTables } from "./read_tables.ts";
import { restorableGenerator } from "./restorable_generator.ts";
import { evaluateTables, predictTables, trainBatches } from "./run_batches.ts";
import { requireStatefulBatches } from "./stateful.ts";

/** Options of {@linkcode accelerate}. */
export interface AccelerateOptions {
  /** Default `auto`. A backend that is named never falls back to another. */
  readonly backend?: Backend;
  /** Threads on the CPU. Default: one for each core. */
  readonly threads?: number;
  /** Seed of the order of the rows and of dropout. Default 1. */
  readonly seed?: number;
}

/** Arguments of `evaluate` and `predict`. */
export interface BatchArgs {
  /** Default 32. */
  readonly batchSize?: number;
}

/**
 * A tfjs layers model that ONNX Runtime trains. Methods have the names, the arguments and the
 * results of tf.LayersModel; all are asynchronous. The weights are in the tfjs model after each.
 */
export interface AcceleratedModel {
  readonly model: tf.LayersModel;
  readonly backend: ChosenBackend;
  fit(x: ModelNumbers, y: ModelNumbers, args?: FitArgs): Promise<tf.History>;
  fitDataset(dataset: BatchDataset, args: FitDatasetArgs): Promise<tf.History>;
  trainOnBatch(x: ModelNumbers, y: ModelNumbers): Promise<number | number[]>;
  evaluate(
    x: ModelNumbers,
    y: ModelNumbers,
    args?: BatchArgs,
  ): Promise<tf.Scalar | tf.Scalar[]>;
  evaluateDataset(
    dataset: BatchDataset,
    args?: EvaluateDatasetArgs,
  ): Promise<tf.Scalar | tf.Scalar[]>;
  predict(x: ModelNumbers, args?: BatchArgs): Promise<tf.Tensor | tf.Tensor[]>;
  /** Sets the states of stateful recurrent layers to zero. `model.resetStates()` does the same. */
  resetStates(): void;
  /**
   * The state of the training as a .safetensors file: weights, the optimizer's state and learning
   * rate, states of layers and of the random generator. Callbacks of an epoch may call it.
   */
  save(): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Goes on from the bytes of `save`, in another process too: a fit with `initialEpoch` then gives
   * the same numbers on the same machine as one fit without a break.
   *
   * @returns The epochs and steps that are done.
   * @throws {WeftError} `checkpoint` when the bytes are damaged, or of another model or optimizer.
   * The model is then as before.
   */
  load(bytes: Uint8Array): Promise<ModelProgress>;
  /** The .onnx file of the trained model. */
  exportOnnx(options?: ExportOptions): Uint8Array<ArrayBuffer>;
  /** The optimizer's learning rate from the next batch on. */
  setLearningRate(rate: number): void;
  /** Frees the memory. The tfjs model stays as it is. */
  close(): Promise<void>;
}

/**
 * Trains a compiled tfjs layers model in ONNX Runtime instead of tfjs. The numbers are those of
 * tfjs's own methods, with two exceptions where tfjs 4.22 is wrong: centered RMSProp adds epsilon
 * under its root, and a model with several outputs has its `val_` numbers under their own names.
 * A callback sets `optimizer.learningRate`; with tfjs's SGD, `setLearningRate` works in both.
 *
 * @param model Any tf.LayersModel, after `model.compile()`.
 * @throws {WeftError} `usage` when the model is not compiled; `runtime` when the backend does not
 * work.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
 *
 * const fast = await accelerate(model, { backend: "cpu" });
 * const { history } = await fast.fit(tf.tensor2d([[0], [1]]), tf.tensor2d([[1], [3]]), { epochs: 60 });
 * console.assert(history.loss!.at(-1) as number < 0.01);
 * await fast.close();
 * ```
 */
export async function accelerate(
  model: tf.LayersModel,
  options: AccelerateOptions = {},
): Promise<AcceleratedModel> {
  requireLayersModel(model);
  const trainable = () => trainableOf(model);
  if (!trainable().optimizer) {
    throw new WeftError(
      "usage",
      "Cannot accelerate the model: it is not compiled",
      'Call model.compile({ optimizer: "adam", loss: … }) first',
    );
  }
  const { backend } = await resolveBackend(options.backend ?? "auto");
  const generator = restorableGenerator(options.seed ?? 1);
  const compiled = compiledModel(trainable, { backend, threads: options.threads, generator });
  const calls = createMethodCalls();
  /** Runs a method that trains, alone. */
  const training = <T>(doing: string, fn: () => Promise<T>): Promise<T> =>
    calls.change(doing, async () => {
      const present = trainable();
      if (present.isTraining) {
        throw new WeftError(
          "usage",
          `Cannot ${doing}: tfjs's own fit is running`,
          "Await model.fit first",
        );
      }
      present.isTraining = doing === "fit";
      try {
        return await fn();
      } finally {
        compiled.lastCall = undefined;
        await compiled.state.writeBack();
        present.isTraining = false;
      }
    });
  /** Runs a method that reads the weights. States of layers change all the same. */
  const reading = <T>(doing: string, fn: () => Promise<T>): Promise<T> =>
    calls.read(doing, async () => {
      try {
        return await fn();
      } finally {
        await compiled.state.writeBack();
      }
    });
  const read = (doing: string, x: ModelNumbers, y: ModelNumbers, batchSize?: number) => {
    const tables = readTables(trainable(), doing, x, y);
    const { rows } = tables.x[0]!;
    requireStatefulBatches(doing, trainable(), rows, batchSize ?? rows);
    return tables;
  };
  return {
    model,
    backend,
    fit: (x, y, args = {}) =>
      training("fit", async () => {
        requireFitArgs(args);
        const tables = read("Cannot fit", x, y, args.batchSize ?? BATCH_SIZE);
        const plan = fitPlan(trainable(), compiled, tables, args);
        return await runFit(model, trainable(), compiled, plan);
      }),
    fitDataset: (dataset, args) =>
      training("fit", async () => {
        const plan = await datasetFitPlan(trainable(), compiled, dataset, args);
        return await runFit(model, trainable(), compiled, plan);
      }),
    trainOnBatch: (x, y) =>
      training("trainOnBatch", async () => {
        const tables = { ...read("Cannot train on the batch", x, y), weights: [] };
        const { rows } = tables.x[0]!;
        const order = Uint32Array.from({ length: rows }, (_, i) => i);
        const rate = trainable().optimizer!.learningRate;
        const [logs] = await trainBatches(compiled, tables, order, rows, [rate], 0);
        return singleOrList(logs!);
      }),
    evaluate: (x, y, { batchSize = BATCH_SIZE } = {}) =>
      reading("evaluate", async () => {
        requireBatchSize("evaluate", batchSize);
        const tables = read("Cannot evaluate", x, y, batchSize);
        const values = await evaluateTables(compiled, tables.x, tables.y, batchSize);
        return singleOrList(values.map((value) => tf.scalar(value)));
      }),
    evaluateDataset: (dataset, args = {}) =>
      reading("evaluate", async () => {
        const doing = "Cannot evaluate";
        const values = await evaluateDataset(trainable(), compiled, doing, dataset, args);
        return singleOrList(values.map((value) => tf.scalar(value)));
      }),
    predict: (x, { batchSize = BATCH_SIZE } = {}) =>
      reading("predict", async () => {
        requireBatchSize("predict", batchSize);
        const { inputNames, feedInputShapes } = trainable();
        const tables = tablesOf("Cannot predict", x, inputNames, feedInputShapes);
        requireStatefulBatches("Cannot predict", trainable(), tables[0]!.rows, batchSize);
        const outputs = await predictTables(compiled, tables, batchSize);
        return singleOrList(
          outputs.map(({ data, shape, type }) => tf.tensor(data, shape, type as tf.DataType)),
        );
      }),
    resetStates: () => model.resetStates(),
    save: () =>
      calls.read("save", () => {
        const { optimizer } = trainable();
        const progress = { epochs: compiled.epochs, steps: optimizer!.iterations_ ?? 0 };
        return Promise.resolve(
          encodeModelCheckpoint(model, optimizer!, generator.state(), progress),
        );
      }),
    load: (bytes) =>
      training("load", async () => {
        const checkpoint = decodeModelCheckpoint(bytes, model, trainable().optimizer!);
        // Compiled functions have the old variables of the optimizer.
        await compiled.close();
        checkpoint.apply();
        generator.restore(checkpoint.generator);
        compiled.epochs = checkpoint.epochs;
        return { epochs: checkpoint.epochs, steps: checkpoint.steps };
      }),
    exportOnnx: (exportOptions) => exportOnnx(model, exportOptions),
    setLearningRate: (rate) => setLearningRate(trainable().optimizer!, rate),
    close: () => calls.close(() => compiled.close()),
  };
}

function singleOrList<T>(values: readonly T[]): T | T[] {
  return values.length === 1 ? values[0]! : [...values];
}
