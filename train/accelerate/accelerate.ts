// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { exportOnnx, type ExportOptions } from "../../compiler/mod.ts";
import { createGenerator, type Generator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import type { Backend, ChosenBackend } from "../../runtime/backends.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import type { FitCallbacks } from "./callbacks.ts";
import { type FitClassWeight, weightTables } from "./class_weights.ts";
import { type CompiledModel, compiledModel } from "./compiled_model.ts";
import { type EpochBatches, type FitPlan, runFit } from "./fit.ts";
import { requireBatchSize, requireFitArgs } from "./fit_arguments.ts";
import { type ModelNumbers, type Table, tablesOf } from "./fit_data.ts";
import {
  hasClassNumbers,
  setLearningRate,
  type TrainableModel,
  trainableOf,
} from "./layers_model.ts";
import { createMethodCalls } from "./method_calls.ts";
import { evaluateTables, predictTables, type Tables, trainBatches } from "./run_batches.ts";

/** Options of {@linkcode accelerate}. */
export interface AccelerateOptions {
  /** Default `auto`. A backend that is named never falls back to another. */
  readonly backend?: Backend;
  /** Threads on the CPU. Default: one for each core. */
  readonly threads?: number;
  /** Seed of the order of the rows and of dropout. Default 1. */
  readonly seed?: number;
}

/** Arguments of `fit`, as tf.LayersModel.fit takes them, and more kinds of data. */
export interface FitArgs {
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly initialEpoch?: number;
  /** Default true. */
  readonly shuffle?: boolean;
  readonly validationData?: readonly [ModelNumbers, ModelNumbers];
  /** Share of the rows, taken from the end, to validate on. */
  readonly validationSplit?: number;
  readonly classWeight?: FitClassWeight;
  readonly callbacks?: FitCallbacks;
  readonly yieldEvery?: tf.ModelFitArgs["yieldEvery"];
  /** Nothing is printed; callbacks find the number in their `params`. Default 1, as in tfjs. */
  readonly verbose?: number;
  /** The learning rate of each step, counted from 0 in this fit. Default: the optimizer's. */
  readonly learningRate?: (step: number) => number;
  /** Stops after the present batches. The promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
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
  trainOnBatch(x: ModelNumbers, y: ModelNumbers): Promise<number | number[]>;
  evaluate(
    x: ModelNumbers,
    y: ModelNumbers,
    args?: BatchArgs,
  ): Promise<tf.Scalar | tf.Scalar[]>;
  predict(x: ModelNumbers, args?: BatchArgs): Promise<tf.Tensor | tf.Tensor[]>;
  /** The .onnx file of the trained model. */
  exportOnnx(options?: ExportOptions): Uint8Array<ArrayBuffer>;
  /** The optimizer's learning rate from the next batch on. */
  setLearningRate(rate: number): void;
  /** Frees the memory. The tfjs model stays as it is. */
  close(): Promise<void>;
}

const BATCH_SIZE = 32;

/**
 * Trains a compiled tfjs layers model in ONNX Runtime instead of tfjs.
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
  if (!(model instanceof tf.LayersModel)) {
    throw new WeftError(
      "usage",
      "Cannot accelerate the model: it is no tf.LayersModel",
      "Make it with tf.sequential, tf.model or tf.loadLayersModel. createTrainer takes a function",
    );
  }
  const trainable = () => trainableOf(model);
  if (!trainable().optimizer) {
    throw new WeftError(
      "usage",
      "Cannot accelerate the model: it is not compiled",
      'Call model.compile({ optimizer: "adam", loss: … }) first',
    );
  }
  const { backend } = await resolveBackend(options.backend ?? "auto");
  const generator = createGenerator(options.seed ?? 1);
  const compiled = compiledModel(trainable, { backend, threads: options.threads, generator });
  const calls = createMethodCalls();
  const writeBackAfter = async <T>(fn: () => Promise<T>): Promise<T> => {
    try {
      return await fn();
    } finally {
      await compiled.state.writeBack();
    }
  };
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
      compiled.lastCall = undefined;
      try {
        return await writeBackAfter(fn);
      } finally {
        present.isTraining = false;
      }
    });
  const read = (doing: string, x: ModelNumbers, y: ModelNumbers) =>
    readTables(trainable(), doing, x, y);
  return {
    model,
    backend,
    fit: (x, y, args = {}) =>
      training("fit", async () => {
        requireFitArgs(args);
        const plan = fitPlan(trainable(), compiled, generator, read("Cannot fit", x, y), args);
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
      calls.read("evaluate", async () => {
        requireBatchSize("evaluate", batchSize);
        const tables = read("Cannot evaluate", x, y);
        const values = await evaluateTables(compiled, tables.x, tables.y, batchSize);
        return singleOrList(values.map((value) => tf.scalar(value)));
      }),
    predict: (x, { batchSize = BATCH_SIZE } = {}) =>
      calls.read("predict", async () => {
        requireBatchSize("predict", batchSize);
        const { inputNames, feedInputShapes } = trainable();
        const tables = tablesOf("Cannot predict", x, inputNames, feedInputShapes);
        const outputs = await predictTables(compiled, tables, batchSize);
        return singleOrList(
          outputs.map(({ data, shape, type }) => tf.tensor(data, shape, type as tf.DataType)),
        );
      }),
    exportOnnx: (exportOptions) => exportOnnx(model, exportOptions),
    setLearningRate: (rate) => setLearningRate(trainable().optimizer!, rate),
    close: () => calls.close(() => compiled.close()),
  };
}

function singleOrList<T>(values: readonly T[]): T | T[] {
  return values.length === 1 ? values[0]! : [...values];
}

function readTables(
  trainable: TrainableModel,
  doing: string,
  x: ModelNumbers,
  y: ModelNumbers,
): Pick<Tables, "x" | "y"> {
  const { inputNames, feedInputShapes, outputNames, feedOutputShapes } = trainable;
  const shapes = feedOutputShapes.map((shape, i) =>
    hasClassNumbers(trainable, i) ? [...shape.slice(0, -1), 1] : shape
  );
  const inputs = tablesOf(doing, x, inputNames, feedInputShapes);
  const targets = tablesOf(doing, y, outputNames, shapes);
  if (inputs[0]!.rows === targets[0]!.rows) return { x: inputs, y: targets };
  throw new WeftError(
    "usage",
    `${doing}: the inputs have ${inputs[0]!.rows} rows, the targets ${targets[0]!.rows}`,
    "Pass one target for each input",
  );
}

/** The plan of a fit on data in memory. */
function fitPlan(
  trainable: TrainableModel,
  compiled: CompiledModel,
  generator: Generator,
  given: Pick<Tables, "x" | "y">,
  args: FitArgs,
): FitPlan {
  const { batchSize = BATCH_SIZE, epochs = 1, initialEpoch = 0, shuffle = true } = args;
  const { train, validation } = splitTables(trainable, given, args);
  const tables: Tables = { ...train, weights: weightTables(args.classWeight, train.y) };
  const { rows } = train.x[0]!;
  return {
    ...{ epochs, initialEpoch, batchSize, samples: rows, steps: null },
    verbose: args.verbose ?? 1,
    callbacks: args.callbacks,
    yieldEvery: args.yieldEvery,
    signal: args.signal,
    rateAt: args.learningRate ?? (() => trainable.optimizer!.learningRate),
    validate: validation &&
      (() => evaluateTables(compiled, validation.x, validation.y, batchSize)),
    batches: () => {
      const order = shuffle
        ? generator.permutation(rows)
        : Uint32Array.from({ length: rows }, (_, i) => i);
      return arrayBatches(compiled, tables, order, batchSize);
    },
  };
}

/** Batches of rows in an order; the last one may be smaller. */
function arrayBatches(
  compiled: CompiledModel,
  tables: Tables,
  order: Uint32Array,
  batchSize: number,
): EpochBatches {
  let at = 0;
  return {
    isLast: () => at >= order.length,
    next(most) {
      const left = order.length - at;
      if (left === 0) return Promise.resolve(undefined);
      const size = Math.min(batchSize, left);
      const count = size < batchSize ? 1 : Math.min(most, Math.floor(left / batchSize));
      const indices = order.subarray(at, at + count * size);
      at += count * size;
      return Promise.resolve({
        batchSize: size,
        count,
        train: (rates, firstStep) =>
          trainBatches(compiled, tables, indices, size, rates, firstStep),
      });
    },
  };
}

/** Splits off the validation data, as tfjs does: a share of the rows from the end. */
function splitTables(
  trainable: TrainableModel,
  given: Pick<Tables, "x" | "y">,
  { validationData, validationSplit }: FitArgs,
): { train: Pick<Tables, "x" | "y">; validation: Pick<Tables, "x" | "y"> | undefined } {
  if (validationData) {
    const validation = readTables(trainable, "Cannot validate", ...validationData);
    return { train: given, validation };
  }
  if (!validationSplit) return { train: given, validation: undefined };
  const { rows } = given.x[0]!;
  const split = Math.floor(rows * (1 - validationSplit));
  if (!(validationSplit > 0 && validationSplit < 1) || split === 0 || split === rows) {
    throw new WeftError(
      "usage",
      `Cannot fit: validationSplit ${validationSplit} leaves ${split} of ${rows} rows to train on`,
      "Choose a share between 0 and 1 that leaves rows for both",
    );
  }
  const part = (from: number, to: number) => ({
    x: given.x.map((table) => partOf(table, from, to)),
    y: given.y.map((table) => partOf(table, from, to)),
  });
  return { train: part(0, split), validation: part(split, rows) };
}

function partOf(table: Table, from: number, to: number): Table {
  const width = table.data.length / table.rows;
  return { ...table, rows: to - from, data: table.data.subarray(from * width, to * width) };
}
