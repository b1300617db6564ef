// This module is browser compatible.

import { type DType, equal, sizeOf } from "./graph.ts";
import { identity, isIdentity, type Permutation, permuted } from "./layout.ts";
import type { OnnxAttribute, OnnxData, OnnxNode, OnnxTensor, OnnxType } from "../onnx/model.ts";
import type { Target } from "./targets.ts";

/**
 * A tensor of the ONNX graph that stands for a tfjs tensor. `layout` says how its axes are laid
 * out: physical axis `i` is logical axis `layout[i]`, so that an activation of logical shape [n, h,
 * w, c] held as NCHW has layout [0, 3, 1, 2].
 *
 * @typeParam T Types of elements; those that tfjs does not have occur only inside a kernel's
 * lowering.
 */
export interface Lowered<T extends OnnxType = DType> {
  /** Name in the ONNX graph; "" for a uniform constant that nobody has asked for yet. */
  readonly name: string;
  /** Shape as tfjs sees it. */
  readonly shape: readonly number[];
  readonly dtype: T;
  readonly layout: Permutation;
  /** The number that every element equals; present for uniform constants. */
  readonly fill?: number;
}

/** Lowered inputs of a kernel by tfjs's names for them. */
export type LoweredInputs = Record<string, Lowered>;

/** One number in the storage of its type. */
const storageOf: Readonly<Record<OnnxType, (value: number) => OnnxData>> = {
  float32: (value) => Float32Array.of(value),
  float64: (value) => Float64Array.of(value),
  int32: (value) => Int32Array.of(value),
  int64: (value) => BigInt64Array.of(BigInt(value)),
  uint8: (value) => Uint8Array.of(value),
  bool: (value) => Uint8Array.of(value),
};

/** Collects ONNX nodes and constants; equal nodes and equal small constants are made once. */
export class Lowering {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  /** Prefix of the names of nodes: the layer that they come from. */
  scope = "";
  readonly target: Target;
  #nodes = new Map<string, string[]>();
  #constants = new Map<string, string>();
  #counts = new Map<string, number>();
  #taken: Set<string>;

  /** `taken` are names that something else in the graph has. */
  constructor(target: Target, taken: Iterable<string> = []) {
    this.target = target;
    this.#taken = new Set(taken);
  }

  /** Emits a node with one output and returns the output's name. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    domain = "",
  ): string {
    return this.emitMany(op, inputs, attributes, 1, domain)[0]!;
  }

  /** Emits a node with `count` outputs and returns their names. */
  emitMany(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute>,
    count: number,
    domain = "",
  ): string[] {
    const key = JSON.stringify([domain, op, inputs, attributes, count]);
    const known = this.#nodes.get(key);
    if (known) return known;
    const name = this.#unique(this.scope ? `${this.scope}/${op}` : op);
    const outputs = Array.from({ length: count }, (_, i) => i === 0 ? name : `${name}:${i}`);
    this.nodes.push({ op, domain, inputs: [...inputs], outputs, attributes, name });
    this.#nodes.set(key, outputs);
    return outputs;
  }

  /** A constant tensor; `hint` names it. */
  constant(type: OnnxType, shape: readonly number[], data: OnnxData, hint = "constant"): string {
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
    this.initializers.push({ name, type, shape, data });
    return name;
  }

  /** A list of integers, as ONNX takes shapes, axes and positions. */
  ints(list: readonly number[]): string {
    return this.constant("int64", [list.length], BigInt64Array.from(list, BigInt), "ints");
  }

  /** A number without axes. */
  scalar(value: number, dtype: OnnxType = "float32"): string {
    return this.constant(dtype, [], storageOf[dtype](value), "scalar");
  }

  /** A tensor in tfjs's own layout. */
  value(name: string, shape: readonly number[]): Lowered;
  value<T extends OnnxType>(name: string, shape: readonly number[], dtype: T): Lowered<T>;
  value(name: string, shape: readonly number[], dtype: OnnxType = "float32"): Lowered<OnnxType> {
    return { name, shape, dtype, layout: identity(shape.length) };
  }

  /** The name of `tensor` as it lies; a uniform constant is expanded to its shape. */
  name(tensor: Lowered<OnnxType>): string {
    if (tensor.name !== "" || tensor.fill === undefined) return tensor.name;
    const scalar = this.scalar(tensor.fill, tensor.dtype);
    if (tensor.shape.length === 0) return scalar;
    return this.emit("Expand", [scalar, this.ints(permuted(tensor.shape, tensor.layout))]);
  }

  /**
   * The name of `tensor` brought to `layout`: a Reshape when only axes of length 1 move, else a
   * Transpose.
   */
  as(tensor: Lowered<OnnxType>, layout: Permutation): string {
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
  plain(tensor: Lowered<OnnxType>): string {
    return this.as(tensor, identity(tensor.shape.length));
  }

  /** Gives a tensor another shape of the same size, in its physical order. */
  reshape(name: string, shape: readonly number[]): string {
    // Without this, a length of 0 takes that of the input.
    const zeros: Record<string, OnnxAttribute> = shape.includes(0) ? { allowzero: { i: 1 } } : {};
    return this.emit("Reshape", [name, this.ints(shape)], zeros);
  }

  /** Name of `tensor` aligned for broadcasting against a result of `rank` axes held in `layout`. */
  broadcastable(tensor: Lowered<OnnxType>, layout: Permutation): string {
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
