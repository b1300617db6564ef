// This module is browser compatible.

import type { NodeProto } from "onnx-buf";
import type { ElementType } from "../../element_type.ts";

/**
 * Element types for which a provider has a kernel, by operator. `operand_types.ts` defines which
 * operand's type it is.
 */
export type OperatorTypes = Readonly<Record<string, readonly ElementType[]>>;

/** The ai.onnx operators at opset 17 that an execution provider of ONNX Runtime computes. */
export interface Provider {
  readonly operators: OperatorTypes;
  /**
   * Nodes that it leaves to the CPU although it has a kernel for the operator and the type, by
   * operator.
   */
  readonly declines: Readonly<Record<string, (node: NodeProto) => boolean>>;
}
