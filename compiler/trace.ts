// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import { BACKEND_NAME, tracingBackend } from "./backend.ts";
import {
  type DType,
  type Graph,
  isConstant,
  prune,
  type StateValue,
  type TensorType,
  type Value,
} from "./graph.ts";
import { withTracingGradients } from "./gradients.ts";
import { type TracedLayerState, withLayerStates } from "./layer_states.ts";
import { withNoiseInputs } from "./noise.ts";
import { withScalarInputs } from "./scalar_inputs.ts";
import { withRecurrences } from "./recurrence/layers.ts";
import { engineState } from "./recurrence/record.ts";
import { withLayerScopes } from "./scope.ts";
import { describeCallSite, withDeepStacks } from "./call_site.ts";
import { tracedWeights } from "./weights.ts";

/** Type of an input. `storage` is the narrower type in which it is fed: bytes, for images. */
export type InputType = TensorType & Pick<Value, "storage">;

/** Names and types of the tensors that a traced function takes. */
export type InputTypes = Readonly<Record<string, InputType>>;

/** A function of tensors that computes named tensors. */
export type Traceable = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

/** Options of a trace. */
export interface TraceOptions {
  /**
   * Scalars that become inputs, by the name of the input: a number of JavaScript, such as a
   * learning rate, would otherwise be a constant of the graph. A scalar constant that equals the
   * number becomes the input, one that equals its negative becomes the negative of the input.
   * Choose numbers that the function does not use otherwise.
   */
  readonly scalars?: Readonly<Record<string, number>>;
  /** Names for variables. A variable without an entry keeps its tfjs name. */
  readonly names?: ReadonlyMap<tf.Variable, string>;
  /**
   * Tensors that become named weights of the graph when the function reads them, as variables do;
   * other tensors become nameless constants.
   */
  readonly weights?: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Runs `fn` once on symbolic tensors and returns the graph of the kernels that it called. Every
 * tfjs variable that it reads or assigns, and every state of a stateful recurrent layer, becomes a
 * state of the graph: a value on entry and one on return. The variables and layers themselves do
 * not change.
 *
 * @throws {WeftError} `compiler` when `fn` reads a tensor, uses a kernel that has no lowering, or
 * returns anything but a record of tensors.
 */
export function trace(fn: Traceable, inputs: InputTypes, options: TraceOptions = {}): Graph {
  const backend = tracingBackend();
  tf.backend(); // makes tfjs choose a backend if it has none yet
  const previous = tf.getBackend();
  const { activeTape } = engineState();
  const graph: Graph = { inputs: [], state: [], outputs: [], nodes: [] };
  tf.setBackend(BACKEND_NAME);
  const variables = symbolicVariables(options);
  const weights = tracedWeights(options.weights ?? new Map());
  let finals: Value[];
  let layerStates: TracedLayerState[] = [];
  try {
    backend.nodes = graph.nodes;
    backend.weights = new Map(Array.from(weights, ([id, { before }]) => [id, before]));
    const run = () =>
      tf.tidy(() => {
        const tensors: Record<string, tf.Tensor> = {};
        for (const [name, type] of Object.entries(inputs)) {
          const value: Value = { ...type, input: name };
          graph.inputs.push(value);
          tensors[name] = backend.tensor(value);
        }
        graph.outputs = namedValues(
          withScalarInputs(backend, graph, options.scalars, () => fn(tensors)),
        );
      });
    withDeepStacks(() =>
      withKeptTensorsDisposed(() =>
        withTracingGradients(
          backend,
          () =>
            withNoiseInputs(backend, graph, () => {
              layerStates = withRecurrences(
                backend,
                () => withLayerScopes(backend, () => withLayerStates(backend, run)),
              );
            }),
        )
      )
    );
    finals = variables.swapped.map(({ variable }) => backend.value(variable.dataId));
  } finally {
    backend.nodes = [];
    backend.weights = new Map();
    variables.restore();
    // tfjs keeps the tape of a gradient that failed.
    engineState().activeTape = activeTape;
    tf.setBackend(previous);
  }
  const assigned = variables.swapped.map((each, i) => ({ ...each, after: finals[i]! }));
  graph.state = usedState(graph, [...assigned, ...layerStates, ...weights.values()]);
  prune(graph);
  return graph;
}

function namedValues(result: Record<string, tf.Tensor>): Graph["outputs"] {
  const backend = tracingBackend();
  const refuse = (why: string) =>
    new WeftError(
      "compiler",
      `Cannot trace the function: ${why} (${describeCallSite(new Error())})`,
      "Return a record of tensors, such as { logits }, from a function that is not async",
    );
  const wrong = describeWrongResult(result);
  if (wrong) throw refuse(`it returned ${wrong}`);
  return Object.entries(result).map(([name, tensor]) => {
    if (!(tensor instanceof tf.Tensor)) throw refuse(`its result '${name}' is not a tensor`);
    return { name, value: backend.value(tensor.dataId) };
  });
}

/** Describes the result of a traced function when it is not a record; `undefined` when it is. */
function describeWrongResult(result: unknown): string | undefined {
  if (result instanceof Promise) {
    // After its first await the function runs without a trace and fails; that second error is
    // ignored.
    result.catch(() => {});
    return "a promise";
  }
  if (result instanceof tf.Tensor) return "a tensor";
  if (Array.isArray(result)) return "a list";
  if (result === undefined || result === null) return `${result}`;
  return typeof result === "object" ? undefined : `a ${typeof result}`;
}

/** Members of tfjs's engine that a trace needs and that its types do not declare. */
interface Internals {
  registeredVariables: Record<string, tf.Variable>;
  makeVariable(
    initial: tf.Tensor,
    trainable?: boolean,
    name?: string,
    dtype?: tf.DataType,
  ): tf.Variable;
  keep(tensor: tf.Tensor): tf.Tensor;
  saveTensorsForBackwardMode(tensors: tf.Tensor[]): tf.Tensor[];
  incRef(tensor: tf.Tensor, backend: tf.KernelBackend | null): void;
  disposeTensor(tensor: tf.Tensor): void;
}

/**
 * Runs `fn` and disposes of the symbolic tensors that tf.tidy does not: those that the user kept
 * with tf.keep, and those that tfjs saved for a gradient that failed. They are useless after the
 * trace.
 */
function withKeptTensorsDisposed(fn: () => void): void {
  const backend = tracingBackend();
  const engine = tf.engine() as unknown as Internals;
  const { keep, saveTensorsForBackwardMode } = engine;
  const kept: tf.Tensor[] = [];
  const saved: tf.Tensor[] = [];
  engine.keep = function (tensor) {
    kept.push(tensor);
    return keep.call(engine, tensor);
  };
  engine.saveTensorsForBackwardMode = function (tensors) {
    const own = saveTensorsForBackwardMode.call(engine, tensors);
    saved.push(...own);
    return own;
  };
  try {
    fn();
  } finally {
    engine.keep = keep;
    engine.saveTensorsForBackwardMode = saveTensorsForBackwardMode;
    const useless = kept.filter(({ isDisposed, dataId }) =>
      !isDisposed && backend.isSymbolic(dataId)
    );
    tf.dispose([...useless, ...saved]);
  }
}

interface Swapped {
  readonly variable: tf.Variable;
  readonly original: tf.DataId;
  readonly before: Value;
}

/**
 * Replaces the contents of every registered variable, and of each variable made from now on, by a
 * symbolic tensor.
 */
function symbolicVariables({ names }: TraceOptions) {
  const backend = tracingBackend();
  const engine = tf.engine() as unknown as Internals;
  const swapped: Swapped[] = [];
  const swap = (variable: tf.Variable, name: string) => {
    const { shape } = variable;
    const before: Value = { shape, dtype: variable.dtype as DType, input: name };
    const original = variable.dataId;
    const symbolic = backend.tensor(before);
    variable.dataId = symbolic.dataId;
    engine.incRef(variable, null);
    symbolic.dispose();
    swapped.push({ variable, original, before });
  };
  for (const variable of Object.values(engine.registeredVariables)) {
    swap(variable, names?.get(variable) ?? variable.name);
  }
  const makeVariable = engine.makeVariable;
  let slots = 0;
  // Optimizers create their slots inside the first applyGradients.
  engine.makeVariable = function (initial, trainable, name, dtype) {
    if (!isConstant(backend.value(initial.dataId))) {
      throw new WeftError(
        "compiler",
        "Cannot trace a variable whose initial value depends on an input " +
          `(${describeCallSite(new Error())})`,
        "Create the variable before the traced function runs",
      );
    }
    const variable = makeVariable.call(engine, initial, trainable, name, dtype);
    swap(variable, name ?? `slot_${slots++}`);
    return variable;
  };
  const restore = () => {
    engine.makeVariable = makeVariable;
    for (const { variable, original } of swapped) {
      engine.disposeTensor(variable);
      variable.dataId = original;
    }
  };
  return { swapped, restore };
}

/** The states that the function reads or assigns, with their present numbers. */
function usedState(
  graph: Graph,
  states: readonly Pick<StateValue, "variable" | "before" | "after">[],
): StateValue[] {
  const read = new Set([
    ...graph.nodes.flatMap((node) => Object.values(node.inputs)),
    ...graph.outputs.map(({ value }) => value),
  ]);
  return states.flatMap(({ variable, before, after }) => {
    if (after === before && !read.has(before)) return [];
    const initial = variable.dataSync();
    const { trainable } = variable;
    return [{ name: before.input!, variable, before, after, initial, trainable }];
  });
}
