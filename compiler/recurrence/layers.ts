// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "../backend.ts";
import { type Cell, hasDropout, isKnownCell } from "./cells.ts";
import { hasOperator, recordOperator } from "./operator.ts";
import { engineState, recordRecurrence, type RecurrenceResults } from "./record.ts";

/**
 * A layer with fewer steps is unrolled, as in tfjs. Few steps compile fast, and ONNX Runtime then
 * computes a step without the cost of a call of its Scan.
 */
const FEWEST_STEPS = 16;

/** Members of tfjs's recurrent layers that a trace needs and that its types do not declare. */
interface RecurrentLayer {
  readonly cell: Cell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  /** The states of a stateful layer. */
  readonly states_: tf.Tensor[];
  getInitialState(inputs: tf.Tensor): tf.Tensor[];
  /** Replaces the states of a stateful layer. */
  resetStates(states: readonly tf.Tensor[], training: unknown): void;
}

type Call = (
  this: RecurrentLayer,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs?: CallArguments | null,
) => tf.Tensor | tf.Tensor[];

/** Arguments of a recurrent layer's `call`. */
interface CallArguments {
  readonly mask?: tf.Tensor | null;
  readonly training?: unknown;
  readonly initialState?: tf.Tensor[] | null;
}

/**
 * Runs `fn` and records each call of a recurrent layer as one node, where tfjs would record a copy
 * of the cell's graph for each step. Without a gradient the node is ONNX's operator for the cell;
 * else, and where ONNX has none, it has the graph of one step, and the gradient is another such
 * node. A layer whose steps might differ is unrolled, as in tfjs: one with a cell that tfjs does
 * not have, and one inside a gradient of a gradient.
 */
export function withRecurrences<T>(backend: TracingBackend, fn: () => T): T {
  const prototype = tf.RNN.prototype as unknown as { call: Call };
  const { call } = prototype;
  prototype.call = function (inputs, kwargs) {
    const [x, ...more] = [inputs].flat();
    const method = more.length > 0 ? undefined : methodFor(this, x!, kwargs ?? {});
    return method
      ? tf.tidy(() => callLayer(method, backend, this, x!, kwargs ?? {}))
      : call.call(this, inputs, kwargs);
  };
  try {
    return fn();
  } finally {
    prototype.call = call;
  }
}

/** Records all steps of a layer as one node. */
type Recorder = (
  backend: TracingBackend,
  layer: RecurrentLayer,
  inputs: tf.Tensor,
  args: CallArguments & { readonly initialState: readonly tf.Tensor[] },
) => RecurrenceResults;

/** The way to record all steps of a call as one node; undefined when it must be unrolled. */
function methodFor(
  { cell }: RecurrentLayer,
  { shape, rank }: tf.Tensor,
  { mask, training }: CallArguments,
): Recorder | undefined {
  const { gradientDepth, kernelDepth } = engineState();
  if (kernelDepth > 0) return undefined;
  const plain = !mask && !(training && hasDropout(cell));
  if (gradientDepth === 0 && plain && hasOperator(cell)) return runOperator;
  const maskable = !mask || [rank, rank - 1].includes(mask.rank);
  const pays = shape[1]! >= FEWEST_STEPS;
  return pays && maskable && gradientDepth <= 1 && isKnownCell(cell) ? runSteps : undefined;
}

/** The `call` of tfjs's RNN with one node for all steps. */
function callLayer(
  method: Recorder,
  backend: TracingBackend,
  layer: RecurrentLayer,
  inputs: tf.Tensor,
  args: CallArguments,
): tf.Tensor | tf.Tensor[] {
  const { finals, outputs } = method(backend, layer, inputs, {
    ...args,
    initialState: args.initialState ?? initialStates(layer, inputs),
  });
  if (layer.stateful) layer.resetStates(finals, args.training);
  const output = outputs ? swapFirstAxes(outputs) : finals[0]!;
  return layer.returnState ? [output, ...finals] : output;
}

/** Records ONNX's operator for the cell. */
const runOperator: Recorder = (backend, layer, inputs, { initialState }) => {
  const x = timeMajor(layer, inputs);
  const { finals, outputs } = recordOperator(backend, layer.cell, x, initialState);
  return { finals, outputs: layer.returnSequences ? outputs : undefined };
};

/** Records the graph of one step. */
const runSteps: Recorder = (backend, layer, inputs, { mask, training, initialState }) => {
  const sequences = [timeMajor(layer, inputs)];
  if (mask) {
    const numbers = tf.cast(tf.cast(mask, "bool"), "float32");
    const expanded = mask.rank === inputs.rank - 1 ? tf.expandDims(numbers, -1) : numbers;
    sequences.push(timeMajor(layer, expanded));
  }
  return recordRecurrence(backend, {
    sequences,
    states: initialState,
    weights: [...new Set(layer.cell.weights.map((weight) => weight.read()))],
    returnSequences: layer.returnSequences,
    step([x, keep], states) {
      const next = layer.cell.call([x!, ...states], { training }).slice(1);
      if (!keep) return next;
      const skip = tf.sub(tf.onesLike(keep), keep);
      return next.map((state, i) => tf.add(tf.mul(state, keep), tf.mul(states[i]!, skip)));
    },
  });
};

/** A sequence with its steps as first axis, in the order in which the layer goes through them. */
function timeMajor({ goBackwards }: RecurrentLayer, x: tf.Tensor): tf.Tensor {
  const y = swapFirstAxes(x);
  return goBackwards ? tf.reverse(y, 0) : y;
}

function swapFirstAxes(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
}

/**
 * The states that a stateful layer has kept, or zeros. tfjs computes these as sums of zeros of the
 * input's shape.
 */
function initialStates(layer: RecurrentLayer, inputs: tf.Tensor): tf.Tensor[] {
  if (layer.stateful) return layer.states_;
  const { getInitialState } = tf.RNN.prototype as unknown as RecurrentLayer;
  if (layer.getInitialState !== getInitialState) return layer.getInitialState(inputs);
  return [layer.cell.stateSize].flat().map((size) => tf.zeros([inputs.shape[0]!, size]));
}
