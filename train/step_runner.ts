// This module is browser compatible.

import { type CompiledStep, toLogical, toPhysical } from "../compiler/mod.ts";
import { resolveBackend } from "../runtime/backend.ts";
import type { Session, SessionOptions } from "../runtime/session.ts";
import type { Chunk, ChunkOutputs } from "./step_execution.ts";
import { createLoop } from "./step_loop.ts";
import { createDeviceSteps } from "./device_steps.ts";
import type { StoredTensor } from "./safetensors.ts";

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
 * Makes what runs the step on a backend: as an ONNX Loop, so that a chunk is one call, or one by
 * one on WebGPU, where ONNX Runtime has no Loop of its own and would carry the state to the CPU and
 * back in each turn.
 *
 * @param state Where to start; by default the numbers at which the step was compiled.
 */
export async function createStepRunner(
  step: CompiledStep,
  options: SessionOptions,
  state?: ReadonlyMap<string, StoredTensor>,
): Promise<StepRunner> {
  const { backend } = await resolveBackend(options.backend ?? "auto");
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
