// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Tensor, TensorConstructor } from "onnxruntime-common";
import { type StepState, toLogical, toPhysical } from "../../compiler/mod.ts";
import type { StoredTensor } from "../safetensors.ts";

/** Copies state of a compiled function from a device to the CPU, by the names of its outputs. */
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
export type StateSnapshot = ReadonlyMap<tf.Variable, Entry>;

/**
 * The present contents of tfjs variables as tensors of ONNX Runtime. Several compiled functions
 * share them: training, evaluation and prediction read the same weights, and training changes
 * them. A variable that the program assigns in between, such as by `model.setWeights`, is read
 * again. One that is disposed has the numbers with which the function was compiled.
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
  /** The present entries. Their tensors on a GPU stay valid until the next snapshot. */
  snapshot(): StateSnapshot;
  /** Makes the entries of a snapshot the newest contents, whatever was assigned since. */
  restore(snapshot: StateSnapshot): void;
  /** The present state of a compiled function by name, with its elements in tfjs's order. */
  read(
    states: readonly StepState[],
    TensorOf: TensorConstructor,
  ): Promise<Map<string, StoredTensor>>;
  /** Replaces the state of a compiled function by what `read` returned. */
  write(
    states: readonly StepState[],
    values: ReadonlyMap<string, StoredTensor>,
    TensorOf: TensorConstructor,
  ): void;
  /** Assigns what has changed to the tfjs variables. */
  writeBack(): Promise<void>;
  /** Writes back; false when a variable has a number that is not finite. */
  isFinite(): Promise<boolean>;
  /** Frees tensors on a GPU. */
  dispose(): void;
}

/** Makes a state that no function has used yet. */
export function createSharedState(): SharedState {
  let entries = new Map<tf.Variable, Entry>();
  /** GPU tensors of the last snapshot. */
  let kept = new Set<Tensor>();
  const gpuTensors = () =>
    new Set([...entries.values()].filter(({ fetch }) => fetch).map(({ tensor }) => tensor));
  const disposeReplaced = ({ tensor, fetch }: Entry) => {
    if (fetch && !kept.has(tensor)) tensor.dispose();
  };
  const current = (state: StepState, TensorOf: TensorConstructor): Entry => {
    const { variable, initial } = state;
    const known = entries.get(variable);
    const { dataId, isDisposed } = variable;
    if (known && known.dataId === dataId) return known;
    if (known) disposeReplaced(known);
    const tensor = tensorOf(state, isDisposed ? initial : variable.dataSync(), TensorOf);
    const entry: Entry = { state, tensor, dataId, isNewer: false, fetch: undefined };
    entries.set(variable, entry);
    return entry;
  };
  /** Makes a tensor the newest contents of a variable. */
  const set = (state: StepState, tensor: Tensor, fetch?: FetchState) => {
    const { variable, variable: { dataId } } = state;
    const old = entries.get(variable);
    if (old) disposeReplaced(old);
    entries.set(variable, { state, tensor, dataId, isNewer: true, fetch });
  };
  /** Returns the entries with their tensors on the CPU. */
  const fetched = async (list: readonly Entry[]): Promise<[Entry, Tensor][]> => {
    const pairs: [Entry, Tensor][] = [];
    for (const [fetch, group] of Map.groupBy(list, ({ fetch }) => fetch)) {
      const tensors = Object.fromEntries(group.map(({ state, tensor }) => [state.next, tensor]));
      const onCpu = fetch ? await fetch(tensors) : tensors;
      for (const entry of group) pairs.push([entry, onCpu[entry.state.next]!]);
    }
    return pairs;
  };
  const writeBack = async () => {
    const newer = [...entries.values()].filter(({ isNewer }) => isNewer);
    for (const [entry, tensor] of await fetched(newer)) {
      const { variable } = entry.state;
      // A step or the program may have made newer numbers meanwhile.
      if (entries.get(variable) !== entry || variable.dataId !== entry.dataId) continue;
      assign(entry.state, tensor);
      entries.set(variable, { ...entry, dataId: variable.dataId, isNewer: false });
    }
  };
  return {
    feeds: (states, TensorOf) =>
      Object.fromEntries(states.map((state) => [state.name, current(state, TensorOf).tensor])),
    accept(states, results, fetch) {
      for (const state of states) set(state, results[state.next]!, fetch);
    },
    snapshot() {
      const present = gpuTensors();
      for (const tensor of kept.difference(present)) tensor.dispose();
      kept = present;
      return new Map(entries);
    },
    restore(snapshot) {
      for (const tensor of gpuTensors().difference(kept)) tensor.dispose();
      entries = new Map();
      for (const [variable, entry] of snapshot) {
        entries.set(variable, { ...entry, dataId: variable.dataId, isNewer: true });
      }
    },
    async read(states, TensorOf) {
      const pairs = await fetched(states.map((state) => current(state, TensorOf)));
      const tensors = new Map(pairs.map(([{ state }, tensor]) => [state.variable, tensor]));
      return new Map(states.map(({ name, variable, shape, layout }) => {
        const data = toLogical(tensors.get(variable)!.data as Float32Array, shape, layout);
        return [name, { shape, data }];
      }));
    },
    write(states, values, TensorOf) {
      for (const state of states) {
        set(state, tensorOf(state, values.get(state.name)!.data, TensorOf));
      }
    },
    writeBack,
    async isFinite() {
      await writeBack();
      return [...entries.keys()].every((variable) => variable.dataSync().every(Number.isFinite));
    },
    dispose() {
      for (const tensor of gpuTensors().union(kept)) tensor.dispose();
      entries = new Map();
      kept = new Set();
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
  // tfjs may keep the array: neither ONNX Runtime nor tfjs writes to it.
  const data = toLogical(tensor.data as Float32Array, shape, layout);
  tf.tidy(() => variable.assign(tf.tensor(data, [...shape], dtype)));
}
