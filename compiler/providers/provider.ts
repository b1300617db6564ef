// This module is browser compatible.

import type { OnnxNode, OnnxType } from "../../onnx/model.ts";

/**
 * Element types that a provider has a kernel for, by operator. `placement.ts` says which operand's
 * type is meant.
 */
export type OperatorTypes = Readonly<Record<string, readonly OnnxType[]>>;

/**
 * What an execution provider of ONNX Runtime computes itself, of the ai.onnx operators at opset 17.
 */
export interface Provider {
  readonly operators: OperatorTypes;
  /**
   * Calls that it leaves to the CPU although it has a kernel for the operator and the type, by
   * operator.
   */
  readonly declines: Readonly<Record<string, (node: OnnxNode) => boolean>>;
}

/** The integers of an attribute; none where the node does not have it. */
export function intsOf({ attributes }: OnnxNode, name: string): readonly number[] {
  const value = attributes[name];
  if (value === undefined) return [];
  return "ints" in value ? value.ints : "i" in value ? [value.i] : [];
}
