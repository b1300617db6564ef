// This module is browser compatible.

import {
  type Attributes,
  type Inputs,
  newData,
  type Node,
  sizeOf,
  type TensorType,
  type Value,
} from "./graph.ts";
import type { Lowered, LoweredInputs, Lowering } from "./lowering.ts";

/** The type of a result, and its contents when they do not depend on the graph's inputs. */
export type Inferred = TensorType & Pick<Value, "fill" | "zero" | "data">;

/** A value for each result of a kernel. A tensor without elements is a constant. */
export function valuesOf(types: readonly Inferred[]): Value[] {
  return types.map((type) =>
    sizeOf(type.shape) === 0 ? { ...type, data: newData(type.dtype, 0) } : { ...type }
  );
}

/**
 * Compiles one tfjs kernel: infers the types of its results and emits the ONNX nodes that compute
 * them.
 */
export interface Kernel {
  /** Infers shapes and types of the outputs while tracing. */
  readonly infer: (inputs: Inputs, attributes: Attributes) => Inferred | Inferred[];
  /** Emits ONNX nodes and returns the tensors that hold the outputs. */
  readonly lower: (
    lowering: Lowering,
    inputs: LoweredInputs,
    attributes: Attributes,
    node: Node,
  ) => Lowered | Lowered[];
}

/** Kernels by tfjs's name for them. */
export type KernelTable = Readonly<Record<string, Kernel>>;

/** Declares a kernel whose attributes have the type `A`. */
export function kernel<A = Attributes>(definition: {
  infer: (inputs: Inputs, attributes: A) => Inferred | Inferred[];
  lower: (
    lowering: Lowering,
    inputs: LoweredInputs,
    attributes: A,
    node: Node,
  ) => Lowered | Lowered[];
}): Kernel {
  return definition as unknown as Kernel;
}
