// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { tracingBackend } from "../backend.ts";
import { constantData, type TensorData } from "../graph.ts";
import { DynamicTensor } from "./dynamic_shapes/dynamic_tensor.ts";

/** A tensor of the trace, or one whose shape depends on data. */
export type AnyTensor = tf.Tensor | DynamicTensor;

/**
 * A list of tensors: TensorFlow's TensorList, a value that operations copy, or its TensorArray,
 * which they change. Positions without a tensor are undefined.
 */
export interface TensorList {
  readonly items: (AnyTensor | undefined)[];
}

/** An output of a node in a trace; undefined for the output that a Switch does not take. */
export type Slot = AnyTensor | TensorList | undefined;

/** An error for a node that cannot be compiled. */
export class Uncompilable extends Error {
  override readonly name = "Uncompilable";
}

/** True for a list of tensors. */
export function isList(slot: Slot): slot is TensorList {
  return slot !== undefined && "items" in slot;
}

/** True for a tensor whose shape depends on data. */
export function isDynamic(slot: Slot): slot is DynamicTensor {
  return slot instanceof DynamicTensor;
}

/** The tensor in a slot, of a fixed shape or not. */
export function anyTensorIn(slot: Slot): AnyTensor {
  if (slot !== undefined && !isList(slot)) return slot;
  throw new Uncompilable("it takes a list of tensors in place of a tensor");
}

/** The tensor of a fixed shape in a slot. */
export function tensorIn(slot: Slot): tf.Tensor {
  const tensor = anyTensorIn(slot);
  if (!isDynamic(tensor)) return tensor;
  throw new Uncompilable(
    "it is compiled for fixed shapes only, and the shape of an input depends on data",
  );
}

/** The list in a slot. */
export function listIn(slot: Slot): TensorList {
  if (isList(slot)) return slot;
  throw new Uncompilable("it takes a tensor in place of a list of tensors");
}

/** The numbers of a tensor, which must be known in the trace; `what` names them in the error. */
export function numbersIn(slot: Slot, what: string): number[] {
  const numbers = knownNumbers(anyTensorIn(slot));
  if (numbers) return [...numbers];
  throw new Uncompilable(`${what} depends on data`);
}

/** The numbers of a tensor that are the same for all inputs; undefined for any other tensor. */
export function knownNumbers(tensor: AnyTensor): TensorData | undefined {
  return isDynamic(tensor) ? undefined : constantData(tracingBackend().value(tensor.dataId));
}
