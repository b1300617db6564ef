// This module is browser compatible.

import type { NodeProto } from "onnx-buf";
import type { ElementType } from "../../onnx/element_type.ts";

/** Element types that a provider has a kernel for, by operator. `placement.ts` says which operand's type is meant. */
export type OperatorTypes = Readonly<Record<string, readonly ElementType[]>>;

/** What an execution provider of ONNX Runtime computes itself, of the ai.onnx operators at opset 17. */
export interface Provider {
  readonly operators: OperatorTypes;
  /** Calls that it leaves to the CPU although it has a kernel for the operator and the type, by operator. */
  readonly declines: Readonly<Record<string, (node: NodeProto) => boolean>>;
}
