// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "../backend.ts";
import { type Cell, isKnownCell } from "./cells.ts";
import { engineState, recordRecurrence } from "./record.ts";

/**
 * A layer with fewer steps is unrolled, as in tfjs. Few steps compile fast, and ONNX Runtime then
 * computes a step without the cost of a call of its Scan.
 */
export const FEWEST_STEPS = 16;

/** Members of tfjs's recurrent layers that a trace needs and that its types do not declare. */
interface RecurrentLayer {
  readonly cell: Cell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  /** The states between two calls of a stateful layer. */
  readonly states_: tf.Tensor[] | null;
  getInitialState(inputs: tf.Tensor): tf.Tensor[];
  /** Replaces the states of a stateful layer. */
  resetStates(states: tf.Tensor[], training: unknown): void;
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
 * Runs `fn` and records each call of a recurrent layer as one node with the graph of one step,
 * where tfjs would record a copy of that graph for each step. The gradient is another such node. A
 * layer whose steps might differ is unrolled, as in tfjs: one with a cell that tfjs does not have,
 * and one inside a gradient of a gradient.
 */
export function withRecurrences<T>(backend: TracingBackend, fn: () => T): T {
  const prototype = tf.RNN.prototype as unknown as { call: Call };
  const { call } = prototype;
  prototype.call = function (inputs, kwargs) {
    const list = [inputs].flat();
    if (list.length > 1 || !isRecognised(this, list[0]!, kwargs?.mask)) {
      return call.call(this, inputs, kwargs);
    }
    return tf.tidy(() => callLayer(backend, this, list[0]!, kwargs ?? {}));
  };
  try {
    return fn();
  } finally {
    prototype.call = call;
  }
}

/** True when one step describes all steps of a call, and a Scan of them pays. */
function isRecognised(
  { cell, stateful, states_ }: RecurrentLayer,
  { shape, rank }: tf.Tensor,
  mask: tf.Tensor | null | undefined,
): boolean {
  const { gradientDepth, kernelDepth } = engineState();
  const maskable = !mask || [rank, rank - 1].includes(mask.rank);
  const hasStates = !stateful || states_ !== null;
  return shape[1]! >= FEWEST_STEPS && hasStates && maskable && gradientDepth <= 1 &&
    kernelDepth === 0 && isKnownCell(cell);
}

/** The `call` of tfjs's RNN with one node for all steps. */
function callLayer(
  backend: TracingBackend,
  layer: RecurrentLayer,
  inputs: tf.Tensor,
  { mask, training, initialState }: CallArguments,
): tf.Tensor | tf.Tensor[] {
  const timeMajor = (x: tf.Tensor) => {
    const y = swapFirstAxes(x);
    return layer.goBackwards ? tf.reverse(y, 0) : y;
  };
  const sequences = [timeMajor(inputs)];
  if (mask) {
    const numbers = tf.cast(tf.cast(mask, "bool"), "float32");
    sequences.push(
      timeMajor(mask.rank === inputs.rank - 1 ? tf.expandDims(numbers, -1) : numbers),
    );
  }
  const { finals, outputs } = recordRecurrence(backend, {
    sequences,
    states: initialState ?? (layer.stateful ? layer.states_! : initialStates(layer, inputs)),
    weights: [...new Set(layer.cell.weights.map((weight) => weight.read()))],
    returnSequences: layer.returnSequences,
    step([x, keep], states) {
      const next = layer.cell.call([x!, ...states], { training }).slice(1);
      if (!keep) return next;
      const skip = tf.sub(tf.onesLike(keep), keep);
      return next.map((state, i) => tf.add(tf.mul(state, keep), tf.mul(states[i]!, skip)));
    },
  });
  if (layer.stateful) layer.resetStates([...finals], training);
  const output = outputs ? swapFirstAxes(outputs) : finals[0]!;
  return layer.returnState ? [output, ...finals] : output;
}

function swapFirstAxes(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
}

/** Zeros. tfjs computes them as sums of zeros of the input's shape. */
function initialStates(layer: RecurrentLayer, inputs: tf.Tensor): tf.Tensor[] {
  const { getInitialState } = tf.RNN.prototype as unknown as RecurrentLayer;
  if (layer.getInitialState !== getInitialState) return layer.getInitialState(inputs);
  return [layer.cell.stateSize].flat().map((size) => tf.zeros([inputs.shape[0]!, size]));
}
