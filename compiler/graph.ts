// This module is browser compatible.

/**
 * The graph of tfjs kernels that a trace records. It describes the computation, not how a provider
 * computes it.
 */

import type { DataType, Tensor } from "@tensorflow/tfjs";
import { postOrder } from "./post_order.ts";

/** The tensor types that tfjs computes with. */
export type DType = "float32" | "int32" | "bool";

/** Numbers of a constant tensor, in tfjs's own storage types. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** Distribution of random numbers: uniform on [0, 1), or normal with mean 0 and deviation 1. */
export type Distribution = "uniform" | "normal";

/** Shape and type of a tensor. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** One tensor of the graph: a graph input, a constant, or an output of a node. */
export interface Value extends TensorType {
  /** The node that computes it; absent for inputs and constants. */
  node?: Node;
  /** The name under which it is fed; present for graph inputs only. */
  readonly input?: string;
  /** Type in which an input is fed, where it is narrower than what tfjs computes with. */
  readonly storage?: "uint8";
  /** Distribution of an input that must be fed with random numbers. */
  readonly distribution?: Distribution;
  /** Every element, row-major; present for constants that are not `fill`. */
  readonly data?: TensorData;
  /** The number that every element equals; present for uniform constants. */
  readonly fill?: number;
  /** True for a gradient that is zero by construction; see `zero_gradient.ts`. */
  readonly zero?: boolean;
}

/** Named kernel inputs, in tfjs's order. Kernels with a list of inputs use the keys "0", "1", … */
export type Inputs = Record<string, Value>;

/** Kernel attributes as tfjs passes them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** One call of a tfjs kernel. */
export interface Node {
  readonly kernel: string;
  inputs: Inputs;
  readonly attributes: Attributes;
  readonly outputs: Value[];
  /** Name of the layer that called it, or "" outside of any layer. */
  readonly scope: string;
  /** True when tfjs was recording for a gradient, so that gradients flow through this call. */
  readonly taped?: boolean;
  /**
   * An error made where the kernel was called; its stack contains the user's line (`call_site.ts`).
   */
  readonly site: Error;
}

/** Numbers outside the graph that last from call to call: a tfjs variable, or a layer's state. */
export interface StateVariable {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: DataType;
  readonly trainable: boolean;
  /** True for a state of a layer, which each call of the model replaces. */
  readonly ofLayer?: boolean;
  /** tfjs's handle of the present numbers; another one after each assignment. */
  readonly dataId: object;
  readonly isDisposed: boolean;
  dataSync(): TensorData;
  assign(tensor: Tensor): void;
}

/** A variable that the traced function reads or writes: a graph input and an output. */
export interface StateValue {
  readonly name: string;
  /** The variable itself. */
  readonly variable: StateVariable;
  /** Value on entry. */
  readonly before: Value;
  /** Value on return; the same object when the function does not assign it. */
  after: Value;
  /** Elements at the time of the trace, row-major. */
  readonly initial: TensorData;
  readonly trainable: boolean;
}

/**
 * The result of a trace: inputs, variables, results, and the nodes between them in the order of
 * execution.
 */
export interface Graph {
  inputs: Value[];
  state: StateValue[];
  outputs: { name: string; value: Value }[];
  nodes: Node[];
}

/** Number of elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** True when both lists hold the same numbers. */
export function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** True for a constant, uniform or not. */
export function isConstant(value: Value): boolean {
  return value.data !== undefined || value.fill !== undefined;
}

/** True when all elements are the same number; 0 and -0 are not. */
export function isUniform(numbers: ArrayLike<number>): boolean {
  const first = numbers[0]!;
  for (let i = 1; i < numbers.length; i++) if (!Object.is(numbers[i], first)) return false;
  return numbers.length > 0;
}

/** The elements of a constant; `undefined` for any other value. */
export function constantData(value: Value): TensorData | undefined {
  if (value.data !== undefined || value.fill === undefined) return value.data;
  return newData(value.dtype, sizeOf(value.shape)).fill(value.fill);
}

/** Zeroed storage for `size` elements of type `dtype`. */
export function newData(dtype: DType, size: number): TensorData {
  switch (dtype) {
    case "float32":
      return new Float32Array(size);
    case "int32":
      return new Int32Array(size);
    case "bool":
      return new Uint8Array(size);
  }
}

/** The values that the graph must compute: results and new states. */
export function resultsOf(graph: Graph): Value[] {
  return [...graph.outputs.map(({ value }) => value), ...graph.state.map(({ after }) => after)];
}

/** For each value, the nodes that read it. */
export function usersOf(graph: Graph): Map<Value, Node[]> {
  const users = new Map<Value, Node[]>();
  for (const node of graph.nodes) {
    for (const value of new Set(Object.values(node.inputs))) {
      const list = users.get(value);
      if (list) list.push(node);
      else users.set(value, [node]);
    }
  }
  return users;
}

/**
 * Replaces values: every node that reads a key of `replacements`, and every result that is one,
 * uses the mapped value instead. This includes the nodes that compute the replacements, so none of
 * them may read the value that it replaces.
 */
export function replaceValues(graph: Graph, replacements: ReadonlyMap<Value, Value>): void {
  if (replacements.size === 0) return;
  const last = (value: Value): Value => {
    for (let next; (next = replacements.get(value));) value = next;
    return value;
  };
  const nodeOf = ({ node }: Value) => node ? [node] : [];
  const readers = new Set([...graph.nodes, ...[...replacements.values()].flatMap(nodeOf)]);
  for (const node of readers) {
    for (const [key, value] of Object.entries(node.inputs)) {
      const next = node.inputs[key] = last(value);
      if (next.node) readers.add(next.node);
    }
  }
  for (const output of graph.outputs) output.value = last(output.value);
  for (const state of graph.state) state.after = last(state.after);
}

/**
 * Puts the nodes in an order of execution and drops those that no result needs (dead-code
 * elimination).
 */
export function prune(graph: Graph): void {
  const needed = new Set(resultsOf(graph).flatMap((v) => v.node ? [v.node] : []));
  const roots = [...graph.nodes.filter((node) => needed.has(node)), ...needed];
  graph.nodes = postOrder(
    roots,
    ({ inputs }) => Object.values(inputs).flatMap((value) => value.node ? [value.node] : []),
  );
}
