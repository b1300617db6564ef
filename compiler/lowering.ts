// This module is browser compatible.

import type { NodeProto, TensorProto } from "onnx-buf";
import { type ElementData, elementData, type ElementType } from "../onnx/element_type.ts";
import { type AttributeValues, makeNode, makeTensor } from "../onnx/make.ts";
import { type DType, equal, sizeOf } from "./graph.ts";
import { identity, isIdentity, type Permutation, permuted } from "./layout.ts";
import type { Target } from "./targets.ts";

/**
 * A tensor of the ONNX graph that represents a tfjs tensor. `layout` is the order of its axes:
 * physical axis `i` is logical axis `layout[i]`. An activation of logical shape [n, h, w, c] in
 * NCHW order has layout [0, 3, 1, 2].
 *
 * @typeParam T Element type. Types that tfjs does not have occur only inside the lowering of one
 * kernel.
 */
export interface Lowered<T extends ElementType = DType> {
  /** Name in the ONNX graph; "" for a uniform constant that no node reads yet. */
  readonly name: string;
  /** Logical shape, in tfjs's order of axes. */
  readonly shape: readonly number[];
  readonly dtype: T;
  readonly layout: Permutation;
  /** The number that every element equals; present for uniform constants. */
  readonly fill?: number;
}

/** Lowered inputs of a kernel by tfjs's names for them. */
export type LoweredInputs = Record<string, Lowered>;

/**
 * Collects the ONNX nodes and constants of a graph. Equal nodes are emitted once (common
 * subexpression elimination), and so are equal constants of up to 64 elements.
 */
export class Lowering {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  /** Prefix of the names of nodes: the layer that they come from. */
  scope = "";
  readonly target: Target;
  #nodes = new Map<string, string[]>();
  #producers = new Map<string, NodeProto>();
  #constants = new Map<string, string>();
  #counts = new Map<string, number>();
  #taken: Set<string>;
  /** The graph around this one, when this is a subgraph. */
  #around: Lowering | undefined;
  /** Names that a subgraph's inputs and nodes have. */
  #own = new Set<string>();

  /** @param taken Names that no node and no constant may get. */
  constructor(target: Target, taken: Iterable<string> = []) {
    this.target = target;
    this.#taken = new Set(taken);
  }

  /**
   * Starts a subgraph, the body of a loop. Nodes that do not depend on the subgraph's inputs, and
   * all constants, go to the graph around it.
   */
  subgraph(): Lowering {
    const inner = new Lowering(this.target);
    inner.#taken = this.#taken;
    inner.#counts = this.#counts;
    inner.#around = this;
    inner.scope = this.scope;
    return inner;
  }

  /** Adds an input of a subgraph and returns its name. */
  declare(hint: string): string {
    const name = this.#unique(this.scope ? `${this.scope}/${hint}` : hint);
    this.#own.add(name);
    return name;
  }

  /** Emits the node that computes an output of a subgraph, and returns the output's name. */
  result(op: string, value: string, hint: string, attributes: AttributeValues = {}): string {
    const name = this.declare(`${hint}/next`);
    this.nodes.push(makeNode(op, [value], [name], attributes));
    return name;
  }

  /** Emits a node with one output and returns the output's name. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes: AttributeValues = {},
    domain = "",
  ): string {
    return this.emitMany(op, inputs, attributes, 1, domain)[0]!;
  }

  /** Emits a node with `count` outputs and returns their names. */
  emitMany(
    op: string,
    inputs: readonly string[],
    attributes: AttributeValues,
    count: number,
    domain = "",
  ): string[] {
    if (this.#around && !inputs.some((name) => this.#own.has(name))) {
      this.#around.scope = this.scope;
      return this.#around.emitMany(op, inputs, attributes, count, domain);
    }
    const key = contentKey([domain, op, inputs, attributes, count]);
    const known = this.#nodes.get(key);
    if (known) return known;
    const name = this.#unique(this.scope ? `${this.scope}/${op}` : op);
    const outputs = Array.from({ length: count }, (_, i) => i === 0 ? name : `${name}:${i}`);
    const node = makeNode(op, inputs, outputs, attributes, { domain });
    this.nodes.push(node);
    for (const output of outputs) {
      this.#producers.set(output, node);
      if (this.#around) this.#own.add(output);
    }
    this.#nodes.set(key, outputs);
    return outputs;
  }

  /** The node that computes `name`, if one was emitted. */
  producer(name: string): NodeProto | undefined {
    return this.#producers.get(name) ?? this.#around?.producer(name);
  }

  /** Adds a constant and returns its name: `hint`, with a number when that is taken. */
  constant(
    type: ElementType,
    shape: readonly number[],
    data: ElementData,
    hint = "constant",
  ): string {
    if (this.#around) return this.#around.constant(type, shape, data, hint);
    // -0 prints as 0 and is another constant.
    const key = data.length <= 64
      ? `${type}|${shape}|${
        Array.from<number | bigint>(data).map((x) => Object.is(x, -0) ? "-0" : x)
      }`
      : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const name = this.#unique(hint);
    if (key !== undefined) this.#constants.set(key, name);
    this.initializers.push(makeTensor(name, type, shape, data));
    return name;
  }

  /** Adds a constant of int64, the form in which ONNX takes shapes, axes and positions. */
  ints(list: readonly number[]): string {
    return this.constant("int64", [list.length], elementData("int64", list), "ints");
  }

  /** Adds a constant without axes. */
  scalar(value: number, dtype: ElementType = "float32"): string {
    return this.constant(dtype, [], elementData(dtype, [value]), "scalar");
  }

  /** Describes a tensor in tfjs's own layout. */
  value(name: string, shape: readonly number[]): Lowered;
  value<T extends ElementType>(name: string, shape: readonly number[], dtype: T): Lowered<T>;
  value(
    name: string,
    shape: readonly number[],
    dtype: ElementType = "float32",
  ): Lowered<ElementType> {
    return { name, shape, dtype, layout: identity(shape.length) };
  }

  /** The name of `tensor` in its physical layout. A uniform constant is expanded to its shape. */
  name(tensor: Lowered<ElementType>): string {
    if (tensor.name !== "" || tensor.fill === undefined) return tensor.name;
    const scalar = this.scalar(tensor.fill, tensor.dtype);
    if (tensor.shape.length === 0) return scalar;
    return this.emit("Expand", [scalar, this.ints(permuted(tensor.shape, tensor.layout))]);
  }

  /**
   * The name of `tensor` in another layout: by a Reshape when only axes of length 1 move, else by a
   * Transpose.
   */
  as(tensor: Lowered<ElementType>, layout: Permutation): string {
    if (tensor.fill !== undefined) return this.name({ ...tensor, layout });
    if (equal(tensor.layout, layout)) return this.name(tensor);
    const longer = (order: Permutation) => order.filter((axis) => tensor.shape[axis] !== 1);
    const name = this.name(tensor);
    const wanted = permuted(tensor.shape, layout);
    if (equal(longer(tensor.layout), longer(layout))) return this.reshape(name, wanted);
    const perm = layout.map((axis) => tensor.layout.indexOf(axis));
    return this.emit("Transpose", [name], { perm: { ints: perm } });
  }

  /** The name of `tensor` in tfjs's own layout. */
  plain(tensor: Lowered<ElementType>): string {
    return this.as(tensor, identity(tensor.shape.length));
  }

  /** Gives a tensor another shape of the same size, in its physical order. */
  reshape(name: string, shape: readonly number[]): string {
    // By default, ONNX replaces a length of 0 by the length of the input's axis.
    const zeros: AttributeValues = shape.includes(0) ? { allowzero: { i: 1 } } : {};
    return this.emit("Reshape", [name, this.ints(shape)], zeros);
  }

  /** The name of `tensor` with its axes aligned for broadcasting against a result in `layout`. */
  broadcastable(tensor: Lowered<ElementType>, layout: Permutation): string {
    if (tensor.fill !== undefined) return this.scalar(tensor.fill, tensor.dtype);
    const missing = layout.length - tensor.shape.length;
    if (missing > 0 && sizeOf(tensor.shape) === 1) {
      return tensor.shape.length === 0 ? this.name(tensor) : this.reshape(this.name(tensor), []);
    }
    if (missing === 0) return this.as(tensor, layout);
    if (isIdentity(layout)) return this.plain(tensor);
    const shape = [...Array<number>(missing).fill(1), ...tensor.shape];
    const name = this.reshape(
      this.name(tensor),
      permuted(shape, [
        ...identity(missing),
        ...tensor.layout.map((axis) => axis + missing),
      ]),
    );
    const extended = [...identity(missing), ...tensor.layout.map((axis) => axis + missing)];
    return this.as({ ...tensor, name, shape, layout: extended }, layout);
  }

  #unique(name: string): string {
    let count = this.#counts.get(name) ?? 0;
    const counted = () => count === 0 ? name : `${name}_${count}`;
    while (this.#taken.has(counted())) count++;
    this.#counts.set(name, count + 1);
    const unique = counted();
    this.#taken.add(unique);
    return unique;
  }
}

/** A text that is equal for values with equal contents, messages of an ONNX graph among them. */
export function contentKey(value: unknown): string {
  return JSON.stringify(value, (_, part) => typeof part === "bigint" ? `${part}` : part);
}
