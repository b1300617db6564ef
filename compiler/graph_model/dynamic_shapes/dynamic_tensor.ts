// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { DType } from "../../graph.ts";
import type { Lowering } from "../../lowering.ts";

/** Lengths of the axes; undefined for one that depends on data. */
export type Lengths = readonly (number | undefined)[];

/** An input of a call, as the call's lowering gets it. */
export interface LoweredInput {
  /** Its name in the ONNX graph. */
  readonly name: string;
  /** Its numbers, when they are the same for all inputs of the model. */
  readonly numbers: ArrayLike<number> | undefined;
}

/** Emits the ONNX nodes of a call and returns the names of its outputs. */
export type LowerCall = (lowering: Lowering, inputs: readonly LoweredInput[]) => string[];

/** One call of an op, which is lowered without a kernel of tfjs. */
export interface DynamicCall {
  /** The node of the model's graph that it comes from. */
  readonly node: string;
  readonly inputs: readonly (tf.Tensor | DynamicTensor)[];
  readonly lower: LowerCall;
}

/**
 * A tensor whose shape depends on data, such as the boxes that a suppression selects. tfjs cannot
 * trace it, since its tensors have fixed shapes; it is an output of a call that is lowered to ONNX
 * after the trace.
 */
export class DynamicTensor {
  readonly call: DynamicCall;
  /** The position of this output of the call. */
  readonly output: number;
  readonly dtype: DType;
  readonly shape: Lengths;

  constructor(call: DynamicCall, output: number, dtype: DType, shape: Lengths) {
    this.call = call;
    this.output = output;
    this.dtype = dtype;
    this.shape = shape;
  }
}
