// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Tensor, TensorConstructor } from "onnxruntime-common";
import { type StateVariable, type StepState, toLogical, toPhysical } from "../../compiler/mod.ts";

/** Copies the state of a compiled function from a device to the CPU, by the names of its outputs. */
export type FetchState = (
  state: Readonly<Record<string, Tensor>>,
) => Promise<Readonly<Record<string, Tensor>>>;

/** The tensor of a variable. */
interface Entry {
  readonly state: StepState;
  readonly tensor: Tensor;
  /** The variable's handle when the tensor was made. tfjs makes a new one for new numbers. */
  readonly dataId: object;
  /** True when the tensor is newer than the variable. */
  readonly isNewer: boolean;
  /** Undefined for a tensor on the CPU. */
  readonly fetch: FetchState | undefined;
}

/** The entries at one moment. */
export type StateSnapshot = ReadonlyMap<StateVariable, Entry>;

/**
 * The present contents of tfjs variables as tensors of ONNX Runtime. Several compiled functions
 * share them: training, evaluation and prediction read the same weights, and training changes
 * them. A variable that the program assigns in between, such as by `model.setWeights`, is read
 * again.
 */
export interface SharedState {
  /** Returns tensors for the state of a compiled function, by the names of its inputs. */
  feeds(states: readonly StepState[], TensorOf: TensorConstructor): Record<string, Tensor>;
  /** Takes the new tensors of a compiled function, by the names of its outputs. */
  accept(
    states: readonly StepState[],
    results: Readonly<Record<string, Tensor>>,
    fetch?: FetchState,
  ): void;
  /** The present entries. Tensors on a GPU stay valid until the next snapshot. */
  snapshot(): StateSnapshot;
  restore(snapshot: StateSnapshot): void;
  /** Assigns what has changed to the tfjs variables. */
  writeBack(): Promise<void>;
  /** Frees tensors on a GPU. */
  dispose(): void;
}

/** Makes a state that no function has used yet. */
export function createSharedState(): SharedState {
  let entries = new Map<StateVariable, Entry>();
  /** GPU tensors that were replaced since the last snapshot. */
  let replaced: Tensor[] = [];
  const disposeReplaced = () => {
    const used = new Set([...entries.values()].map(({ tensor }) => tensor));
    for (const tensor of replaced) if (!used.has(tensor)) tensor.dispose();
    replaced = [];
  };
  const current = (state: StepState, TensorOf: TensorConstructor): Tensor => {
    const { variable } = state;
    const known = entries.get(variable);
    if (known && known.dataId === variable.dataId) return known.tensor;
    const tensor = tensorOf(state, variable.dataSync(), TensorOf);
    const { dataId } = variable;
    entries.set(variable, { state, tensor, dataId, isNewer: false, fetch: undefined });
    return tensor;
  };
  return {
    feeds: (states, TensorOf) =>
      Object.fromEntries(states.map((state) => [state.name, current(state, TensorOf)])),
    accept(states, results, fetch) {
      for (const state of states) {
        const { variable, next } = state;
        const old = entries.get(variable);
        if (old?.fetch) replaced.push(old.tensor);
        const { dataId } = variable;
        entries.set(variable, { state, tensor: results[next]!, dataId, isNewer: true, fetch });
      }
    },
    snapshot() {
      disposeReplaced();
      return new Map(entries);
    },
    restore(snapshot) {
      entries = new Map(snapshot);
    },
    async writeBack() {
      const newer = [...entries.values()].filter(({ isNewer }) => isNewer);
      for (const [fetch, group] of Map.groupBy(newer, ({ fetch }) => fetch)) {
        const tensors = Object.fromEntries(group.map(({ state, tensor }) => [state.next, tensor]));
        const fetched = fetch ? await fetch(tensors) : tensors;
        for (const entry of group) {
          assign(entry.state, fetched[entry.state.next]!);
          const { variable } = entry.state;
          entries.set(variable, { ...entry, dataId: variable.dataId, isNewer: false });
        }
      }
    },
    dispose() {
      for (const { tensor, fetch } of entries.values()) if (fetch) tensor.dispose();
      entries = new Map();
      disposeReplaced();
    },
  };
}

function tensorOf(
  { shape, layout, physicalShape, dtype }: StepState,
  data: Float32Array | Int32Array | Uint8Array,
  TensorOf: TensorConstructor,
): Tensor {
  const physical = toPhysical(data, shape, layout);
  // tfjs keeps the array that it returned: the tensor needs one of its own.
  const own = physical === data ? data.slice() : physical;
  return new TensorOf(dtype as "float32", own as Float32Array, [...physicalShape]);
}

function assign({ variable, shape, dtype, layout }: StepState, tensor: Tensor): void {
  const data = toLogical(tensor.data as Float32Array, shape, layout);
  tf.tidy(() => variable.assign(tf.tensor(data.slice(), [...shape], dtype)));
}
