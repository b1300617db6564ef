// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "./backend.ts";
import { distinctNames } from "./distinct_names.ts";
import type { DType, StateVariable, TensorData, Value } from "./graph.ts";

/** Members of tfjs's recurrent layers that a trace needs and that its types do not declare. */
interface RecurrentLayer {
  readonly name: string;
  readonly stateful: boolean;
  /** The states between two calls; null before the layer is built. */
  states_: tf.Tensor[] | null;
  /** Earlier states, which tfjs keeps for gradients until the states are reset. */
  keptStates: tf.Tensor[][];
}

/** A state of a layer, with the value that stands for it in a trace and the one that follows. */
export interface TracedLayerState {
  readonly variable: StateVariable;
  readonly before: Value;
  readonly after: Value;
}

/**
 * Runs `fn` and replaces the states of the recurrent layers with `stateful: true` that it calls by
 * symbolic tensors. tfjs keeps such states as tensors of the layer, not as variables. The layers
 * have their own states again when this function returns or throws.
 */
export function withLayerStates(backend: TracingBackend, fn: () => void): TracedLayerState[] {
  const prototype = tf.RNN.prototype as unknown as {
    call: (this: RecurrentLayer, ...args: unknown[]) => unknown;
  };
  const { call } = prototype;
  const replaced = new Map<RecurrentLayer, Pick<RecurrentLayer, "states_" | "keptStates">>();
  const values = new Map<RecurrentLayer, Value[]>();
  prototype.call = function (...args) {
    if (this.stateful && this.states_ && !replaced.has(this)) {
      const { states_, keptStates } = this;
      replaced.set(this, { states_, keptStates });
      const taken = [...values.values()].flatMap((list) => list.map(({ input }) => input!));
      const names = states_.map((_, i) => `${this.name}/state_${i}`);
      const distinct = distinctNames([...taken, ...names]).slice(taken.length);
      const symbols = states_.map(({ shape, dtype }, i): Value => ({
        ...{ shape, dtype: dtype as DType, input: distinct[i]! },
      }));
      values.set(this, symbols);
      this.keptStates = [];
      this.states_ = symbols.map((value) => tf.keep(backend.tensor(value)));
    }
    return call.apply(this, args);
  };
  try {
    fn();
    return [...values].flatMap(([layer, symbols]) =>
      symbols.map((before, i) => ({
        variable: statesOf(layer, symbols.length)[i]!,
        before,
        after: backend.value(layer.states_![i]!.dataId),
      }))
    );
  } finally {
    prototype.call = call;
    for (const [layer, { states_, keptStates }] of replaced) {
      tf.dispose([layer.states_!, ...layer.keptStates]);
      layer.states_ = states_;
      layer.keptStates = keptStates;
    }
  }
}

/** The present states of a layer; none for one that is not stateful or not built. */
export function layerStates(layer: tf.layers.Layer): StateVariable[] {
  const { stateful, states_ } = layer as unknown as RecurrentLayer;
  return stateful && Array.isArray(states_)
    ? statesOf(layer as unknown as RecurrentLayer, states_.length)
    : [];
}

const known = new WeakMap<RecurrentLayer, LayerState[]>();

/** The states of a layer, as the same objects each time. */
function statesOf(layer: RecurrentLayer, count: number): LayerState[] {
  const states = known.get(layer) ??
    Array.from({ length: count }, (_, i) => new LayerState(layer, i));
  known.set(layer, states);
  return states;
}

/** A state of a recurrent layer, with the members of a tfjs variable. */
class LayerState implements StateVariable {
  readonly trainable = false;
  readonly ofLayer = true;
  #layer: RecurrentLayer;
  #index: number;

  constructor(layer: RecurrentLayer, index: number) {
    this.#layer = layer;
    this.#index = index;
  }

  get #tensor(): tf.Tensor {
    return this.#layer.states_![this.#index]!;
  }

  get name(): string {
    return `${this.#layer.name}/state_${this.#index}`;
  }

  get dataId(): object {
    return this.#tensor.dataId;
  }

  get shape(): number[] {
    return this.#tensor.shape;
  }

  get dtype(): tf.DataType {
    return this.#tensor.dtype;
  }

  get isDisposed(): boolean {
    return this.#tensor.isDisposed;
  }

  dataSync(): TensorData {
    return this.#tensor.dataSync();
  }

  assign(tensor: tf.Tensor): void {
    this.#tensor.dispose();
    this.#layer.states_![this.#index] = tf.keep(tensor.clone());
  }
}
