// This module is browser compatible.

import type { Tensor } from "onnxruntime-common";
import { type CompiledStep, toLogical, toPhysical } from "../compiler/mod.ts";
import { settleBackend } from "../infer/backend.ts";
import type { Session, SessionOptions } from "../infer/session.ts";
import { createLoop } from "./step_loop.ts";
import { createDeviceSteps } from "./device_steps.ts";
import type { StoredTensor } from "./safetensors.ts";

/** Numbers for `count` training steps, one step after another. */
export interface Chunk {
  readonly count: number;
  /** For each input of the step, its elements for all steps. */
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;
}

/** The state's tensors by name, as the runtime has them. */
export type StateTensors = ReadonlyMap<string, Tensor>;

/** Outputs of a chunk: each one's elements for all steps. */
export type ChunkOutputs = Readonly<Record<string, Float32Array>>;

/** One way to run a compiled step many times. It owns the state, which starts on the CPU. */
export interface StepExecution {
  readonly session: Session;
  readonly run: (chunk: Chunk) => Promise<ChunkOutputs>;
  /** Brings the state to the CPU. */
  readonly fetchState: () => Promise<StateTensors>;
  readonly close: () => Promise<void>;
}

/** Runs a compiled step many times and keeps its state in between. */
export interface StepRunner {
  readonly session: Session;
  /** Runs a chunk of steps; returns each output's elements for all steps. */
  readonly run: (chunk: Chunk) => Promise<ChunkOutputs>;
  /** The present state in tfjs's order of elements. */
  readonly state: () => Promise<Map<string, StoredTensor>>;
  readonly close: () => Promise<void>;
}

/**
 * Makes what runs the step on a backend: as an ONNX Loop, so that a chunk is one call, or one by one on WebGPU, where ONNX
 * Runtime has no Loop of its own and would carry the state to the CPU and back in each turn.
 *
 * @param state Where to start; by default the numbers at which the step was compiled.
 */
export async function createStepRunner(
  step: CompiledStep,
  options: SessionOptions,
  state?: ReadonlyMap<string, StoredTensor>,
): Promise<StepRunner> {
  const { backend } = await settleBackend(options.backend ?? "auto");
  const create = backend === "webgpu" ? createDeviceSteps : createLoop;
  const { session, run, fetchState, close } = await create(
    step,
    { ...options, backend, name: "the training step" },
    (TensorOf) =>
      new Map(step.state.map(({ name, shape, layout, physicalShape, initial }) => {
        const data = toPhysical(state?.get(name)?.data ?? initial as Float32Array, shape, layout);
        return [name, new TensorOf("float32", data, [...physicalShape])];
      })),
  );
  return {
    session,
    run,
    state: async () => {
      const tensors = await fetchState();
      return new Map(step.state.map(({ name, shape, layout }) => {
        const data = tensors.get(name)!.data as Float32Array;
        return [name, { shape, data: toLogical(data, shape, layout) }];
      }));
    },
    close,
  };
}
