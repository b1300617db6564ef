// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "../backend.ts";
import { type DType, type Graph, type Node, prune, type Value } from "../graph.ts";
import { reshape } from "../passes/reshape.ts";
import { unbatchMatMul } from "../passes/unbatch_matmul.ts";
import { RecurrenceBuilder } from "./builder.ts";

/** A recurrence as tensors of a trace. */
export interface RecurrenceParts {
  /** Computes the states after a step from an element of each sequence and the states before it. */
  readonly step: (elements: readonly tf.Tensor[], states: readonly tf.Tensor[]) => tf.Tensor[];
  /** Inputs with the steps as first axis. Gradients flow to the first one only. */
  readonly sequences: readonly tf.Tensor[];
  /** States before the first step. */
  readonly states: readonly tf.Tensor[];
  /** Tensors that every step reads and to which gradients may flow. */
  readonly weights: readonly tf.Tensor[];
  /** True to return the first state after every step. */
  readonly returnSequences: boolean;
}

/** Results of a recurrence. */
export interface RecurrenceResults {
  /** States after the last step. */
  readonly finals: readonly tf.Tensor[];
  /** The first state after every step, with the steps as first axis. */
  readonly outputs: tf.Tensor | undefined;
}

/** Members of tfjs's engine that its types do not declare. */
interface EngineInternals {
  readonly state: EngineState;
  runKernelFunc(call: {
    readonly forwardFunc: () => tf.Tensor[];
    readonly backwardsFunc: (dy: tf.Tensor | tf.Tensor[]) => Record<string, () => tf.Tensor>;
    readonly inputs: Readonly<Record<string, tf.Tensor>>;
  }): tf.Tensor[];
  gradients(
    f: () => tf.Tensor,
    xs: readonly tf.Tensor[],
    dy: undefined,
    allowNoGradients: true,
  ): { readonly grads: readonly (tf.Tensor | undefined)[] };
}

/** The part of the engine's state that belongs to its tape of gradients. */
interface EngineState {
  gradientDepth: number;
  readonly kernelDepth: number;
  activeTape: readonly unknown[] | null | undefined;
}

const engine = () => tf.engine() as unknown as EngineInternals;

/** The state of tfjs's tape. */
export function engineState(): EngineState {
  return engine().state;
}

/** Records a recurrence, and its gradient when tfjs needs it, as one node each. */
export function recordRecurrence(
  backend: TracingBackend,
  parts: RecurrenceParts,
): RecurrenceResults {
  const { sequences, states, weights, returnSequences } = parts;
  const valueOf = (tensor: tf.Tensor) => backend.value(tensor.dataId);
  const steps = sequences[0]!.shape[0]!;
  const step = traceStep(backend, parts);
  // Shared by the two functions below: the gradient reads intermediate results of the steps.
  const forward = new RecurrenceBuilder(backend, steps, step.nodes);
  const forwardFunc = () => {
    const finals = step.states.map((state, i) =>
      forward.addState(state, valueOf(states[i]!), step.next[i]!)
    );
    step.elements.forEach((element, i) => forward.addSequence(element, valueOf(sequences[i]!)));
    forward.hoistProducts();
    const results = returnSequences ? [...finals, forward.stack(step.next[0]!)] : finals;
    forward.record();
    return results.map((value) => backend.tensor(value));
  };
  const backwardsFunc = (dy: tf.Tensor | tf.Tensor[]) => {
    const { nodes, dNext, dOutput, by } = step.gradient!;
    const dResults = [dy].flat();
    const backward = new RecurrenceBuilder(backend, steps, nodes, forward);
    const dStates = dNext.map((state, i) =>
      backward.addState(state, valueOf(dResults[i]!), by.states[i]!)
    );
    if (dOutput) backward.addSequence(dOutput, valueOf(dResults.at(-1)!));
    backward.record();
    return {
      x: () => backward.overSteps(by.element),
      ...named("state", dStates.map((value) => () => backend.tensor(value))),
      ...named("weight", by.weights.map((value) => () => backward.sumOverSteps(value))),
    };
  };
  const results = engine().runKernelFunc({
    forwardFunc,
    backwardsFunc,
    inputs: { x: sequences[0]!, ...named("state", states), ...named("weight", weights) },
  });
  return { finals: results.slice(0, states.length), outputs: results[states.length] };
}

function named<T>(prefix: string, list: readonly T[]): Record<string, T> {
  return Object.fromEntries(list.map((each, i) => [`${prefix}${i}`, each]));
}

/** The graph of one step. Its inputs are values without a node. */
interface Step {
  readonly elements: readonly Value[];
  readonly states: readonly Value[];
  readonly nodes: Node[];
  readonly next: readonly Value[];
  /** The graph of its gradient; present inside a gradient. It reads values of the step. */
  readonly gradient: {
    readonly nodes: Node[];
    /** Gradients by the states after the step, and by the first of them as a result. */
    readonly dNext: readonly Value[];
    readonly dOutput: Value | undefined;
    /** Gradients by the element, the states before the step, and the weights. */
    readonly by: {
      readonly element: Value;
      readonly states: readonly Value[];
      readonly weights: readonly Value[];
    };
  } | undefined;
}

/**
 * Traces one step and, inside a gradient, its gradient. Nodes that do not depend on the step's
 * inputs become nodes of the graph outside.
 */
function traceStep(backend: TracingBackend, parts: RecurrenceParts): Step {
  const { sequences, returnSequences } = parts;
  const elements = sequences.map((x) => input(x, x.shape.slice(1)));
  const states = parts.states.map((state) => input(state));
  const dNext = parts.states.map((state) => input(state));
  const dOutput = returnSequences ? input(parts.states[0]!) : undefined;
  const state = engineState();
  const { gradientDepth, activeTape } = state;
  const outside = backend.nodes;
  const nodes: Node[] = backend.nodes = [];
  const forward = (x: readonly tf.Tensor[], previous: readonly tf.Tensor[]) => {
    const tensors = parts.step(x, previous);
    next.push(...tensors.map(({ dataId }) => backend.value(dataId)));
    return tensors;
  };
  const tensorsOf = (values: readonly Value[]) => values.map((value) => backend.tensor(value));
  const differentiate = (): void => {
    const [x, before] = [tensorsOf(elements), tensorsOf(states)];
    const wanted = tensorsOf(dNext);
    const total = () => {
      const [first, ...more] = wanted;
      return dOutput ? [tf.add(first!, backend.tensor(dOutput)), ...more] : wanted;
    };
    // tfjs differentiates one tensor. The gradients of this one are those of the new states.
    const joined = tf.customGrad(() => ({ value: tf.scalar(0), gradFunc: total }));
    const of = [x[0]!, ...before, ...parts.weights];
    const { grads } = engine().gradients(() => joined(...forward(x, before)), of, undefined, true);
    gradients.push(...of.map(({ shape, dtype }, i): Value => {
      const gradient = grads[i];
      return gradient ? backend.value(gradient.dataId) : { shape, dtype: dtype as DType, fill: 0 };
    }));
  };
  const next: Value[] = [];
  const gradients: Value[] = [];
  try {
    if (gradientDepth === 0) tf.tidy(() => void forward(tensorsOf(elements), tensorsOf(states)));
    else {
      state.gradientDepth = 0;
      state.activeTape = null;
      tf.tidy(differentiate);
    }
  } finally {
    state.gradientDepth = gradientDepth;
    state.activeTape = activeTape;
    backend.nodes = outside;
  }
  const outputs = [...next, ...gradients].map((value) => ({ name: "", value }));
  const graph: Graph = { inputs: [], state: [], outputs, nodes };
  // Then the products of two matrices are seen as such.
  for (const pass of [unbatchMatMul, reshape]) {
    pass(graph);
    prune(graph);
  }
  const inputs = [...elements, ...states, ...dNext, ...(dOutput ? [dOutput] : [])];
  const inside = dependents(graph.nodes, inputs);
  const known = new Set(outside);
  outside.push(...graph.nodes.filter((node) => !inside.has(node) && !known.has(node)));
  const results = outputs.map(({ value }) => value);
  const [element, ...rest] = results.slice(states.length);
  const own = needed(graph.nodes, results.slice(0, states.length));
  const part = (isForward: boolean) =>
    graph.nodes.filter((node) => inside.has(node) && own.has(node) === isForward);
  return {
    elements,
    states,
    nodes: part(true),
    next: results.slice(0, states.length),
    gradient: element && {
      nodes: part(false),
      dNext,
      dOutput,
      by: {
        element,
        states: rest.slice(0, states.length),
        weights: rest.slice(states.length),
      },
    },
  };
}

function input({ shape, dtype }: tf.Tensor, own: readonly number[] = shape): Value {
  return { shape: own, dtype: dtype as DType };
}

/** The nodes that depend on any of `inputs`; `nodes` are in the order of execution. */
function dependents(nodes: readonly Node[], inputs: readonly Value[]): Set<Node> {
  const values = new Set(inputs);
  const found = new Set<Node>();
  for (const node of nodes) {
    if (!Object.values(node.inputs).some((value) => values.has(value))) continue;
    found.add(node);
    for (const output of node.outputs) values.add(output);
  }
  return found;
}

/** The nodes that compute `values`; `nodes` are in the order of execution. */
function needed(nodes: readonly Node[], values: readonly Value[]): Set<Node> {
  const read = new Set(values);
  const found = new Set<Node>();
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((output) => read.has(output))) continue;
    found.add(node);
    for (const value of Object.values(node.inputs)) read.add(value);
  }
  return found;
}
