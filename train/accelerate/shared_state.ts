// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Tensor, TensorConstructor } from "onnxruntime-common";
import { type StateVariable, type StepState, toLogical, toPhysical } from "../../compiler/mod.ts";
import { WeftError } from "../../error.ts";
import type { ChosenBackend } from "../../runtime/backends.ts";
import type { StoredTensor } from "../safetensors.ts";

/** Copies the state of a compiled function from a device to the CPU; names are of its outputs. */
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
 * again, and the program's numbers win. One that is disposed has the numbers with which the
 * function was compiled.
 */
export interface SharedState {
  /**
   * Notes the backend of a function that uses the state.
   *
   * @throws {WeftError} `usage` when another function uses it on another backend.
   */
  join(backend: ChosenBackend): void;
  /** Calls functions one after another, in the order of the calls. */
  inTurn<T>(fn: () => Promise<T>): Promise<T>;
  /**
   * Returns tensors for the state of a compiled function, by the names of its inputs.
   *
   * @throws {WeftError} `usage` when another state has newer numbers of a variable.
   */
  feeds(states: readonly StepState[], TensorOf: TensorConstructor): Record<string, Tensor>;
  /** Takes the new tensors of a compiled function, by the names of its outputs. */
  accept(
    states: readonly StepState[],
    results: Readonly<Record<string, Tensor>>,
    fetch?: FetchState,
  ): void;
  /** The present entries. Tensors on a GPU stay valid until the next snapshot. */
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
  /** Assigns what has changed to the tfjs variables that are not disposed. */
  writeBack(): Promise<void>;
  /** Writes back; false when a variable has a number that is not finite. */
  isFinite(): Promise<boolean>;
  /** Frees the tensors of a session that is about to close, after `writeBack`. */
  release(fetch: FetchState): void;
  /** Frees tensors on a GPU. */
  dispose(): void;
}

/** The state that has newer numbers of a variable than tfjs. */
const newest = new WeakMap<StateVariable, SharedState>();

/** Makes a state that no function has used yet. */
export function createSharedState(): SharedState {
  let entries = new Map<StateVariable, Entry>();
  /** The entries of the last snapshot that are on a GPU. */
  let held: StateSnapshot = new Map();
  let joined: ChosenBackend | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Frees tensors on a GPU that are in use no more. */
  const free = (given: Iterable<Entry>) => {
    const unused = [...given].filter(({ state: { variable }, tensor, fetch }) =>
      fetch && ![entries, held].some((each) => each.get(variable)?.tensor === tensor)
    );
    for (const tensor of new Set(unused.map(({ tensor }) => tensor))) tensor.dispose();
  };
  /** Notes that the state has no newer numbers of a variable than tfjs. */
  const forget = (variable: StateVariable) => {
    if (newest.get(variable) === shared) newest.delete(variable);
  };
  const set = (entry: Entry) => {
    const { variable } = entry.state;
    const old = entries.get(variable);
    entries.set(variable, entry);
    if (old) free([old]);
  };
  const current = (state: StepState, TensorOf: TensorConstructor): Entry => {
    const { variable, initial } = state;
    const known = entries.get(variable);
    if (known && known.dataId === variable.dataId) return known;
    const data = variable.isDisposed ? initial : variable.dataSync();
    const tensor = tensorOf(state, data, TensorOf);
    const { dataId } = variable;
    const entry: Entry = { state, tensor, dataId, isNewer: false, fetch: undefined };
    set(entry);
    forget(variable);
    return entry;
  };
  /** Makes a tensor the newest contents of a variable. */
  const replace = (state: StepState, tensor: Tensor, fetch: FetchState | undefined) => {
    const { variable, variable: { dataId } } = state;
    set({ state, tensor, dataId, isNewer: true, fetch });
    newest.set(variable, shared);
  };
  /** Returns the entries with their tensors on the CPU. */
  const fetched = async (list: readonly Entry[]): Promise<[Entry, Tensor][]> => {
    const pairs: [Entry, Tensor][] = [];
    for (const fetch of new Set(list.map(({ fetch }) => fetch))) {
      const group = list.filter((entry) => entry.fetch === fetch);
      const tensors = Object.fromEntries(group.map(({ state, tensor }) => [state.next, tensor]));
      const onCpu = fetch ? await fetch(tensors) : tensors;
      for (const entry of group) pairs.push([entry, onCpu[entry.state.next]!]);
    }
    return pairs;
  };
  const shared: SharedState = {
    join(backend) {
      joined ??= backend;
      if (joined === backend) return;
      throw new WeftError(
        "usage",
        `Cannot share the state: it is on ${joined}, and the function runs on ${backend}`,
        `Create both trainers with { backend: "${joined}" }`,
      );
    },
    inTurn(fn) {
      const turn = last.then(fn);
      last = turn.catch(() => {});
      return turn;
    },
    feeds(states, TensorOf) {
      requireNewest(states, shared);
      return Object.fromEntries(
        states.map((state) => [state.name, current(state, TensorOf).tensor]),
      );
    },
    accept(states, results, fetch) {
      for (const state of states) replace(state, results[state.next]!, fetch);
    },
    snapshot() {
      const before = held;
      held = new Map([...entries].filter(([, { fetch }]) => fetch));
      free(before.values());
      return new Map(entries);
    },
    restore(snapshot) {
      const before = entries;
      entries = new Map();
      for (const [variable, entry] of snapshot) {
        entries.set(variable, { ...entry, dataId: variable.dataId, isNewer: true });
        newest.set(variable, shared);
      }
      for (const variable of before.keys()) if (!entries.has(variable)) forget(variable);
      free(before.values());
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
        replace(state, tensorOf(state, values.get(state.name)!.data, TensorOf), undefined);
      }
    },
    async writeBack() {
      const newer = [...entries.values()].filter(({ isNewer, dataId, state: { variable } }) =>
        isNewer && !variable.isDisposed && dataId === variable.dataId
      );
      for (const [entry, tensor] of await fetched(newer)) {
        const { variable } = entry.state;
        // Another call may have made newer numbers meanwhile.
        if (entries.get(variable) !== entry) continue;
        assign(entry.state, tensor);
        entries.set(variable, { ...entry, dataId: variable.dataId, isNewer: false });
      }
      for (const [variable, { isNewer }] of entries) if (!isNewer) forget(variable);
    },
    async isFinite() {
      await shared.writeBack();
      return [...entries.keys()].every((variable) =>
        variable.isDisposed || variable.dataSync().every(Number.isFinite)
      );
    },
    release(fetch) {
      const released = [...entries.values()].filter((entry) => entry.fetch === fetch);
      for (const { state } of released) entries.delete(state.variable);
      const before = held;
      held = new Map([...held].filter(([, entry]) => entry.fetch !== fetch));
      free([...released, ...before.values()]);
    },
    dispose() {
      for (const variable of entries.keys()) forget(variable);
      const before = [...entries.values(), ...held.values()];
      entries = new Map();
      held = new Map();
      free(before);
    },
  };
  return shared;
}

function requireNewest(states: readonly StepState[], shared: SharedState): void {
  const stale = states.find(({ variable }) =>
    !variable.isDisposed && (newest.get(variable) ?? shared) !== shared
  );
  if (!stale) return;
  throw new WeftError(
    "usage",
    `Cannot run the function: another trainer has newer numbers of the variable ` +
      stale.variable.name,
    "Create this trainer with { state: other.state }, or await other.writeBack() first",
  );
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
