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
import { withNoiseInputs } from "./noise.ts";
import { withLayerScopes } from "./scope.ts";
import { describeSite, withDeepStacks } from "./site.ts";

/** Type of an input, and the narrower type in which it is fed: bytes, for images. */
export type InputType = TensorType & Pick<Value, "storage">;

/** Names and types of the tensors that a traced function takes. */
export type InputTypes = Readonly<Record<string, InputType>>;

/** A function of tensors that computes named tensors. */
export type Traceable = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

/** What a trace may be told. */
export interface TraceOptions {
  /** Names for variables; others keep the name that tfjs gave them. */
  readonly names?: ReadonlyMap<tf.Variable, string>;
}

/**
 * Runs `fn` once on symbolic tensors and returns the graph of the kernels that it called. Every
 * tfjs variable that it reads or assigns becomes a state: a value on entry and one on return. The
 * variables themselves are left as they were.
 *
 * Throws a {@linkcode WeftError} when `fn` reads a tensor, uses a kernel that has no lowering, or
 * returns anything but a record of tensors.
 */
export function trace(fn: Traceable, inputs: InputTypes, options: TraceOptions = {}): Graph {
  const backend = tracingBackend();
  tf.backend(); // makes tfjs settle on one, if it has not yet
  const previous = tf.getBackend();
  const graph: Graph = { inputs: [], state: [], outputs: [], nodes: [] };
  tf.setBackend(BACKEND_NAME);
  const variables = symbolicVariables(options);
  let finals: Value[];
  try {
    backend.nodes = graph.nodes;
    const run = () =>
      tf.tidy(() => {
        const tensors: Record<string, tf.Tensor> = {};
        for (const [name, type] of Object.entries(inputs)) {
          const value: Value = { ...type, input: name };
          graph.inputs.push(value);
          tensors[name] = backend.tensor(value);
        }
        graph.outputs = namedValues(fn(tensors));
      });
    withDeepStacks(() =>
      withKeptTensorsDisposed(() =>
        withTracingGradients(
          backend,
          () => withNoiseInputs(backend, graph, () => withLayerScopes(backend, run)),
        )
      )
    );
    finals = variables.swapped.map(({ variable }) => backend.value(variable.dataId));
  } finally {
    backend.nodes = [];
    variables.restore();
    tf.setBackend(previous);
  }
  graph.state = usedState(graph, variables.swapped, finals);
  prune(graph);
  return graph;
}

function namedValues(result: Record<string, tf.Tensor>): Graph["outputs"] {
  const backend = tracingBackend();
  const refuse = (why: string) =>
    new WeftError(
      "compiler",
      `Cannot trace the function: ${why} (${describeSite(new Error())})`,
      "Return a record of tensors, such as { logits }, from a function that is not async",
    );
  const wrong = unlikeRecord(result);
  if (wrong) throw refuse(`it returned ${wrong}`);
  return Object.entries(result).map(([name, tensor]) => {
    if (!(tensor instanceof tf.Tensor)) throw refuse(`its result '${name}' is not a tensor`);
    return { name, value: backend.value(tensor.dataId) };
  });
}

/** What a function returned that is no record, in words. */
function unlikeRecord(result: unknown): string | undefined {
  if (result instanceof Promise) {
    // What the function does after its first wait fails for lack of a trace, which is no news.
    result.catch(() => {});
    return "a promise";
  }
  if (result instanceof tf.Tensor) return "a tensor";
  if (Array.isArray(result)) return "a list";
  if (result === undefined || result === null) return `${result}`;
  return typeof result === "object" ? undefined : `a ${typeof result}`;
}

/** tfjs internals that a trace must reach: they have no public form. */
interface Internals {
  registeredVariables: Record<string, tf.Variable>;
  makeVariable(
    initial: tf.Tensor,
    trainable?: boolean,
    name?: string,
    dtype?: tf.DataType,
  ): tf.Variable;
  keep(tensor: tf.Tensor): tf.Tensor;
  incRef(tensor: tf.Tensor, backend: tf.KernelBackend | null): void;
  disposeTensor(tensor: tf.Tensor): void;
}

/**
 * Runs `fn` and disposes of the symbolic tensors that it kept out of tf.tidy's reach, which are of
 * no use afterwards: the user's tf.keep, and what tfjs had saved for a gradient that failed.
 */
function withKeptTensorsDisposed(fn: () => void): void {
  const backend = tracingBackend();
  const engine = tf.engine() as unknown as Internals;
  const { keep } = engine;
  const kept: tf.Tensor[] = [];
  engine.keep = function (tensor) {
    kept.push(tensor);
    return keep.call(engine, tensor);
  };
  try {
    fn();
  } finally {
    engine.keep = keep;
    for (const tensor of kept) {
      if (!tensor.isDisposed && backend.isSymbolic(tensor.dataId)) tensor.dispose();
    }
  }
}

interface Swapped {
  readonly variable: tf.Variable;
  readonly original: tf.DataId;
  readonly before: Value;
}

/** Gives every registered variable, and each made from now on, a symbolic content. */
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
  // Optimizers make their slots inside the first applyGradients.
  engine.makeVariable = function (initial, trainable, name, dtype) {
    if (!isConstant(backend.value(initial.dataId))) {
      throw new WeftError(
        "compiler",
        "Cannot trace a variable whose initial value depends on an input " +
          `(${describeSite(new Error())})`,
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

/** The variables that the function reads or assigns, with their present numbers. */
function usedState(graph: Graph, swapped: readonly Swapped[], finals: Value[]): StateValue[] {
  const read = new Set([
    ...graph.nodes.flatMap((node) => Object.values(node.inputs)),
    ...graph.outputs.map(({ value }) => value),
  ]);
  return swapped.flatMap(({ variable, before }, i) => {
    const after = finals[i]!;
    if (after === before && !read.has(before)) return [];
    const initial = variable.dataSync<"float32">();
    return [{ name: before.input!, before, after, initial, trainable: variable.trainable }];
  });
}
