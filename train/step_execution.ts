// This module is browser compatible.

import type { Tensor } from "onnxruntime-common";
import type { Session } from "../runtime/session.ts";

/** Numbers for `count` training steps, one step after another. */
export interface Chunk {
  readonly count: number;
  /** For each input of the step, its elements for all steps. */
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;
}

/** The state's tensors by name, in ONNX Runtime's order of elements. */
export type StateTensors = ReadonlyMap<string, Tensor>;

/** Outputs of a chunk by name: the elements of all steps. */
export type ChunkOutputs = Readonly<Record<string, Float32Array>>;

/** A way to run a compiled step many times. It owns the state, which starts on the CPU. */
export interface StepExecution {
  readonly session: Session;
  readonly run: (chunk: Chunk) => Promise<ChunkOutputs>;
  /** Copies the state to the CPU. */
  readonly fetchState: () => Promise<StateTensors>;
  readonly close: () => Promise<void>;
}
