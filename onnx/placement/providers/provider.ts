// This module is browser compatible.

import type { NodeProto } from "onnx-buf";
import type { DataType } from "../../data_type.ts";

/**
 * Element types for which a provider has a kernel, by operator; an empty list for an operator of
 * which it is known that there is none. `graph_types.ts` defines which operand's type it is.
 */
export type OperatorTypes = Readonly<Record<string, readonly DataType[]>>;

/** The ai.onnx operators at opset 17 that an execution provider of ONNX Runtime computes. */
export interface Provider {
  readonly operators: OperatorTypes;
  /** The element types that were looked for. Of others, nothing is known. */
  readonly types: readonly DataType[];
  /**
   * Nodes that it leaves to the CPU although it has a kernel for the operator and the type, by
   * operator.
   */
  readonly declines: Readonly<Record<string, (node: NodeProto) => boolean>>;
  /** Nodes that it takes and cannot compute, by operator: a session with one ends in an error. */
  readonly fails: Readonly<Record<string, (node: NodeProto) => boolean>>;
}

/** Operators of ONNX Runtime's CPU provider alone: its convolution on blocks of channels. */
export const CPU_ONLY: OperatorTypes = Object.fromEntries(
  ["AveragePool", "Conv", "GlobalAveragePool", "GlobalMaxPool", "MaxPool", "ReorderInput"]
    .concat("ReorderOutput", "Upsample")
    .map((op) => [`com.microsoft.nchwc.${op}`, []]),
);
