// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { compileStep, type InputTypes, type Traceable } from "../../compiler/mod.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import { startTrainer, type Trainer } from "../create_trainer.ts";
import { targetOf } from "../target.ts";
import { decoded, inputType, type Table } from "./fit_data.ts";
import { hasClassNumbers, setLearningRate, type TrainableModel } from "./layers_model.ts";
import type { RestorableGenerator } from "./restorable_generator.ts";
import { createSharedState, type SharedState } from "./shared_state.ts";

/** The input of a training step that has the learning rate. */
export const LEARNING_RATE = "learningRate";

/** A learning rate that nobody chooses: in a trace it stands for the input. */
const PLACEHOLDER = 0.61803401;

/** Prefixes of the graph's inputs, in front of the model's names. */
const PREFIX = { input: "x/", target: "y/", weight: "w/" } as const;

/** The functions of a layers model, compiled for the shapes that were asked for so far. */
export interface CompiledModel {
  readonly state: SharedState;
  readonly labels: readonly string[];
  /** Epochs of fits that are done, counted from epoch 0. */
  epochs: number;
  /** Adds to the number of steps that the optimizer has done. */
  countSteps(count: number): void;
  /** The random numbers of the order of rows and of layers. */
  readonly generator: RestorableGenerator;
  /** A training step of a batch. Its outputs are the numbers of `labels`, as `log/0`, … */
  trainStep(
    x: readonly Table[],
    y: readonly Table[],
    batchSize: number,
    weights?: readonly (Table | undefined)[],
  ): Promise<Trainer>;
  /** Losses and metrics of a batch, without an update. Outputs as in a training step. */
  testStep(x: readonly Table[], y: readonly Table[], batchSize: number): Promise<Trainer>;
  /** The model's outputs of a batch, as `output/0`, … */
  predictStep(x: readonly Table[], batchSize: number): Promise<Trainer>;
  /** Closes the sessions. They start again when they are needed. */
  close(): Promise<void>;
}

/** Options of {@linkcode compiledModel}. */
export interface CompiledModelOptions {
  readonly backend: ChosenBackend;
  readonly threads: number | undefined;
  readonly generator: RestorableGenerator;
}

/** Compiles the functions of a model when they are first needed, and keeps them. */
export function compiledModel(
  model: TrainableModel,
  { backend, threads, generator }: CompiledModelOptions,
): CompiledModel {
  const state = createSharedState();
  const trainers = new Map<string, Promise<Trainer>>();
  const start = async (kind: string, fn: Traceable, inputs: InputTypes, isTraining: boolean) => {
    const target = await targetOf(backend);
    const compile = () =>
      compileStep(fn, inputs, {
        target,
        ...(isTraining ? { scalars: { [LEARNING_RATE]: PLACEHOLDER } } : {}),
      });
    const step = isTraining ? withPlaceholder(model, compile) : compile();
    return await startTrainer(step, {
      backend,
      state,
      generator,
      name: kind,
      ...(threads === undefined ? {} : { threads }),
    });
  };
  const trainer = (
    kind: "training step" | "evaluation" | "prediction",
    inputs: InputTypes,
    fn: Traceable,
  ): Promise<Trainer> => {
    const key = `${kind} ${JSON.stringify(inputs)}`;
    const known = trainers.get(key) ??
      start(`the ${kind}`, fn, inputs, kind === "training step");
    trainers.set(key, known);
    known.catch(() => trainers.delete(key));
    return known;
  };
  const list = (given: Record<string, tf.Tensor>, tables: readonly Table[], prefix: string) =>
    tables.map((table) => decoded(table, given[prefix + table.name]!));
  /** tfjs's loss takes class numbers as floats only. */
  const targets = (given: Record<string, tf.Tensor>, tables: readonly Table[]) =>
    list(given, tables, PREFIX.target).map((target, i) =>
      hasClassNumbers(model, i) ? target.toFloat() : target
    );
  return {
    state,
    labels: model.getDedupedMetricsNames(),
    epochs: 0,
    countSteps: (count) => {
      const optimizer = model.optimizer!;
      optimizer.iterations_ = (optimizer.iterations_ ?? 0) + count;
    },
    generator,
    trainStep: (x, y, batchSize, weights = []) => {
      const weighted = weights.filter((table) => table !== undefined);
      const inputs = {
        ...typesOf(PREFIX.input, x, batchSize),
        ...typesOf(PREFIX.target, y, batchSize),
        ...typesOf(PREFIX.weight, weighted, batchSize),
      };
      return trainer("training step", inputs, (given) =>
        logsOf(
          model.makeTrainFunction()([
            ...list(given, x, PREFIX.input),
            ...targets(given, y),
            ...weighted.map((table) => given[PREFIX.weight + table.name]!),
          ]),
        ));
    },
    testStep: (x, y, batchSize) => {
      const inputs = {
        ...typesOf(PREFIX.input, x, batchSize),
        ...typesOf(PREFIX.target, y, batchSize),
      };
      model.makeTestFunction();
      return trainer("evaluation", inputs, (given) =>
        logsOf(withoutPartialSums(
          model,
          model.testFunction([
            ...list(given, x, PREFIX.input),
            ...targets(given, y),
          ]),
        )));
    },
    predictStep: (x, batchSize) =>
      trainer("prediction", typesOf(PREFIX.input, x, batchSize), (given) => {
        const inputs = list(given, x, PREFIX.input);
        const outputs = model.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false });
        return Object.fromEntries(
          [outputs].flat().map((output, i) => [`output/${i}`, output]),
        );
      }),
    async close() {
      state.dispose();
      for (const started of trainers.values()) await (await started).close();
      trainers.clear();
    },
  };
}

/** Names of the graph's inputs for tables, with the numbers of rows. */
export function feedsOf(
  kind: keyof typeof PREFIX,
  tables: readonly Table[],
  numbers: (table: Table) => Table["data"],
): Record<string, Table["data"]> {
  return Object.fromEntries(tables.map((table) => [PREFIX[kind] + table.name, numbers(table)]));
}

/** The numbers of a step's outputs `log/0`, …, for step `i` of several. */
export function logsAt(
  outputs: Readonly<Record<string, Float32Array>>,
  labels: readonly string[],
  i: number,
): number[] {
  return labels.map((_, label) => outputs[`log/${label}`]![i]!);
}

function typesOf(prefix: string, tables: readonly Table[], batchSize: number): InputTypes {
  return Object.fromEntries(
    tables.map((table) => [prefix + table.name, inputType(table, batchSize)]),
  );
}

/**
 * Drops what tfjs's test function returns before the total of several losses: their partial sums.
 * tfjs 4.22 takes them for the first metrics in `evaluate` and in `val_` logs.
 */
function withoutPartialSums({ outputNames }: TrainableModel, values: tf.Scalar[]): tf.Scalar[] {
  return values.slice(outputNames.length - 1);
}

function logsOf(scalars: readonly tf.Scalar[]): Record<string, tf.Tensor> {
  return Object.fromEntries(scalars.map((scalar, i) => [`log/${i}`, scalar]));
}

/**
 * Runs `fn` with the placeholder as the optimizer's learning rate. The optimizer does not count the
 * step that is traced.
 */
function withPlaceholder<T>(model: TrainableModel, fn: () => T): T {
  const optimizer = model.optimizer!;
  const { learningRate, iterations_ } = optimizer;
  const { makeTrainFunction } = model;
  // The rate is set inside the trace, since SGD makes a tensor of it.
  model.makeTrainFunction = () => {
    setLearningRate(optimizer, PLACEHOLDER);
    return makeTrainFunction.call(model);
  };
  try {
    return fn();
  } finally {
    model.makeTrainFunction = makeTrainFunction;
    setLearningRate(optimizer, learningRate);
    optimizer.iterations_ = iterations_;
  }
}
