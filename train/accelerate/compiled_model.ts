// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { compileStep, type InputTypes, type Traceable } from "../../compiler/mod.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import { startTrainer, type Trainer } from "../create_trainer.ts";
import { targetOf } from "../target.ts";
import { decoded, inputType, type Table } from "./fit_data.ts";
import { hasClassNumbers, setLearningRate, type TrainableModel } from "./layers_model.ts";
import type { RestorableGenerator } from "./restorable_generator.ts";
import { createSharedState, type SharedState, type StateSnapshot } from "./shared_state.ts";

/** The input of a training step that has the learning rate. */
export const LEARNING_RATE = "learningRate";

/** A learning rate that nobody chooses: in a trace it stands for the input. */
const PLACEHOLDER = 0.61803401;

/** Prefixes of the graph's inputs, in front of the model's names. */
const PREFIX = { input: "x/", target: "y/", weight: "w/" } as const;

/** A call of ONNX Runtime that trained on some batches. */
export interface TrainedCall {
  /** The state before the call. */
  readonly before: StateSnapshot;
  readonly count: number;
  /** Sets the random numbers back, and trains on the first of its batches again. */
  run(count: number): Promise<void>;
}

/**
 * The functions of a layers model, compiled for the shapes that were asked for so far. They are
 * compiled again after `model.compile` and after a layer is frozen.
 */
export interface CompiledModel {
  readonly state: SharedState;
  /** The random numbers of the order of rows and of layers. */
  readonly generator: RestorableGenerator;
  /** Names of loss and metrics, as in tfjs's logs. */
  readonly labels: readonly string[];
  /** The last call of this fit. */
  lastCall: TrainedCall | undefined;
  /** Epochs of fits that are done, counted from epoch 0. */
  epochs: number;
  /** Adds to the number of steps that the optimizer has done. */
  countSteps(count: number): void;
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

/**
 * Compiles the functions of a model when they are first needed, and keeps them.
 *
 * @param modelOf Returns the model that trains: a Sequential makes a new one in each `compile`.
 */
export function compiledModel(
  modelOf: () => TrainableModel,
  { backend, threads, generator }: CompiledModelOptions,
): CompiledModel {
  const state = createSharedState();
  const trainers = new Map<string, Promise<Trainer>>();
  let compilation = compilationOf(modelOf());
  const closing: Promise<void>[] = [];
  const closeTrainers = () => {
    state.dispose();
    for (const started of trainers.values()) {
      closing.push(started.then((trainer) => trainer.close(), () => {}));
    }
    trainers.clear();
  };
  /** The labels, after functions of an earlier `model.compile` are closed. */
  const labels = (): readonly string[] => {
    const model = modelOf();
    const { optimizer, metricsTensors } = model;
    if (optimizer !== compilation.optimizer || metricsTensors !== compilation.metricsTensors) {
      compilation = compilationOf(model);
      closeTrainers();
    }
    return compilation.labels;
  };
  const start = async (kind: string, fn: Traceable, inputs: InputTypes, isTraining: boolean) => {
    const target = await targetOf(backend);
    const compile = () =>
      compileStep(fn, inputs, {
        target,
        ...(isTraining ? { scalars: { [LEARNING_RATE]: PLACEHOLDER } } : {}),
      });
    const step = isTraining ? withPlaceholder(modelOf(), compile) : compile();
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
    labels();
    const frozen = kind === "training step" ? frozenWeights(modelOf()) : "";
    const key = `${kind} ${frozen} ${JSON.stringify(inputs)}`;
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
      hasClassNumbers(modelOf(), i) ? target.toFloat() : target
    );
  return {
    state,
    generator,
    get labels() {
      return labels();
    },
    lastCall: undefined,
    epochs: 0,
    countSteps(count) {
      const optimizer = modelOf().optimizer!;
      optimizer.iterations_ = (optimizer.iterations_ ?? 0) + count;
    },
    trainStep: (x, y, batchSize, weights = []) => {
      const weighted = weights.filter((table) => table !== undefined);
      const inputs = {
        ...typesOf(PREFIX.input, x, batchSize),
        ...typesOf(PREFIX.target, y, batchSize),
        ...typesOf(PREFIX.weight, weighted, batchSize),
      };
      return trainer("training step", inputs, (given) =>
        logsOf(
          modelOf().makeTrainFunction()([
            ...list(given, x, PREFIX.input),
            ...targets(given, y),
            ...weights.map((table) => table && given[PREFIX.weight + table.name]),
          ]),
        ));
    },
    testStep: (x, y, batchSize) => {
      const inputs = {
        ...typesOf(PREFIX.input, x, batchSize),
        ...typesOf(PREFIX.target, y, batchSize),
      };
      modelOf().makeTestFunction();
      return trainer("evaluation", inputs, (given) =>
        logsOf(withoutPartialSums(
          modelOf(),
          modelOf().testFunction([
            ...list(given, x, PREFIX.input),
            ...targets(given, y),
          ]),
        )));
    },
    predictStep: (x, batchSize) =>
      trainer("prediction", typesOf(PREFIX.input, x, batchSize), (given) => {
        const inputs = list(given, x, PREFIX.input);
        const outputs = modelOf().apply(inputs.length === 1 ? inputs[0]! : inputs, {
          training: false,
        });
        return Object.fromEntries(
          [outputs].flat().map((output, i) => [`output/${i}`, output]),
        );
      }),
    async close() {
      closeTrainers();
      await Promise.all(closing);
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

/** The parts of a model that `compile` replaces. */
function compilationOf(model: TrainableModel) {
  const { optimizer, metricsTensors } = model;
  return { optimizer, metricsTensors, labels: model.getDedupedMetricsNames() };
}

/** The positions of the weights that tfjs does not train since a layer was frozen. */
function frozenWeights({ collectedTrainableWeights }: TrainableModel): string {
  const frozen = collectedTrainableWeights.map((weight, i) => weight.read().trainable ? [] : [i]);
  return frozen.flat().join();
}

/**
 * Runs `fn` with the placeholder as the optimizer's learning rate. The optimizer does not count the
 * step that is traced.
 *
 * Centered RMSProp divides by the root of `E[g²] - E[g]² + epsilon` (Graves 2013, equation 40).
 * tfjs 4.22 subtracts epsilon, so that the root is NaN for a small gradient, such as that of a ReLU
 * that is off. Here it is added: tfjs's own function does so with a negative epsilon.
 */
function withPlaceholder<T>(model: TrainableModel, fn: () => T): T {
  const optimizer = model.optimizer!;
  const { learningRate, iterations_, epsilon } = optimizer;
  if (optimizer.centered) optimizer.epsilon = -Math.abs(epsilon!);
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
    if (optimizer.centered) optimizer.epsilon = epsilon!;
    optimizer.iterations_ = iterations_;
  }
}
