// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { tracingBackend } from "../backend.ts";
import { constantData } from "../graph.ts";

/**
 * A list of tensors: TensorFlow's TensorList, a value that operations copy, or its TensorArray,
 * which they change. Positions without a tensor are undefined.
 */
export interface TensorList {
  readonly items: (tf.Tensor | undefined)[];
}

/** An output of a node in a trace; undefined for the output that a Switch does not take. */
export type Slot = tf.Tensor | TensorList | undefined;

/** An error for a node that cannot be compiled. */
export class Uncompilable extends Error {
  override readonly name = "Uncompilable";
}

/** True for a list of tensors. */
export function isList(slot: Slot): slot is TensorList {
  return slot !== undefined && "items" in slot;
}

/** The tensor in a slot. */
export function tensorIn(slot: Slot): tf.Tensor {
  if (slot !== undefined && !isList(slot)) return slot;
  throw new Uncompilable("it takes a list of tensors in place of a tensor");
}

/** The list in a slot. */
export function listIn(slot: Slot): TensorList {
  if (isList(slot)) return slot;
  throw new Uncompilable("it takes a tensor in place of a list of tensors");
}

/** The numbers of a tensor, which must be known in the trace; `what` names them in the error. */
export function numbersIn(slot: Slot, what: string): number[] {
  const data = constantData(tracingBackend().value(tensorIn(slot).dataId));
  if (data) return [...data];
  throw new Uncompilable(`${what} depends on data`);
}
