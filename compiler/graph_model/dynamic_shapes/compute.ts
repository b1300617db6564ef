// This module is browser compatible.

import type { DType } from "../../graph.ts";
import type { AttributeValues } from "../../../onnx/make.ts";
import { elementType } from "../../../onnx/element_type.ts";
import type { Lowering } from "../../lowering.ts";
import { anyTensorIn, numbersIn, type Slot, Uncompilable } from "../slot.ts";
import type { GraphNode } from "../topology.ts";
import {
  type DynamicCall,
  DynamicTensor,
  type Lengths,
  type LowerCall,
  type LoweredInput,
} from "./dynamic_tensor.ts";

/** Computes the outputs of a node on tensors whose shapes depend on data. */
export type DynamicOp = (inputs: readonly Slot[], node: GraphNode) => DynamicTensor[];

/** Ops by their names in TensorFlow. */
export type DynamicOps = Readonly<Record<string, DynamicOp>>;

/** Element type and shape of an output. */
export interface Typed {
  readonly dtype: DType;
  readonly shape: Lengths;
}

/** Records a call and returns its outputs. */
export function compute(
  { name }: GraphNode,
  inputs: readonly Slot[],
  outputs: readonly Typed[],
  lower: LowerCall,
): DynamicTensor[] {
  const call: DynamicCall = { node: name, inputs: inputs.map(anyTensorIn), lower };
  return outputs.map(({ dtype, shape }, i) => new DynamicTensor(call, i, dtype, shape));
}

/** Records a call that is one ONNX node of the same inputs. */
export function oneNode(
  op: string,
  node: GraphNode,
  inputs: readonly Slot[],
  output: Typed,
  attributes: AttributeValues = {},
): DynamicTensor[] {
  return compute(node, inputs, [output], (lowering, lowered) => [
    lowering.emit(op, lowered.map(({ name }) => name), attributes),
  ]);
}

/** Element type and shape of the tensor in a slot. */
export function typed(slot: Slot): Typed {
  const { dtype, shape } = anyTensorIn(slot);
  return { dtype: dtype as DType, shape };
}

/** The number of axes of the tensor in a slot. */
export function rankOf(slot: Slot): number {
  return typed(slot).shape.length;
}

/** An axis as a number from 0. */
export function positive(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The axis that a slot holds, from 0. */
export function axisIn(slot: Slot, rank: number): number {
  return positive(numbersIn(slot, "its axis")[0]!, rank);
}

/** Converts a tensor. */
export function cast(lowering: Lowering, name: string, type: keyof typeof elementType): string {
  return lowering.emit("Cast", [name], { to: { i: elementType[type] } });
}

/** A tensor of lengths or positions in the type that ONNX has for them. */
export function int64(lowering: Lowering, { name, numbers }: LoweredInput): string {
  return numbers ? lowering.ints(Array.from(numbers)) : cast(lowering, name, "int64");
}

/**
 * The shape of what two shapes are broadcast to.
 *
 * @throws {Uncompilable} when they do not fit.
 */
export function broadcast(a: Lengths, b: Lengths): Lengths {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [a, b].map((each) =>
      axis < rank - each.length ? 1 : each[axis - rank + each.length]
    );
    if (x === y || y === 1) return x;
    if (x === 1 || x === undefined) return y;
    if (y === undefined) return x;
    throw new Uncompilable(`lengths ${x} and ${y} do not fit`);
  });
}

/** A number as a list of one, int64, the form in which ONNX takes counts. */
export function asList(lowering: Lowering, input: LoweredInput): string {
  return lowering.emit("Reshape", [int64(lowering, input), lowering.ints([1])]);
}
