import type { Tensor } from "onnxruntime-common";
import type { CompiledStep } from "../compiler/mod.ts";
import { sizeOf } from "../compiler/graph.ts";
import { createSession, type Session, type SessionOptions } from "../runtime/session.ts";
import type { ChunkOutputs, StateTensors, StepExecution } from "./step_execution.ts";

/**
 * A chunk of steps one by one, whose state stays in the GPU's memory from each to the next. It
 * comes to the CPU by way of a second session that computes nothing: to read a tensor on the GPU
 * aborts the process in onnxruntime-node.
 */
export async function createDeviceSteps(
  step: CompiledStep,
  options: SessionOptions,
  initial: (TensorOf: Session["Tensor"]) => StateTensors,
): Promise<StepExecution> {
  const session = await createSession(step.stepModel(), {
    ...options,
    outputLocations: Object.fromEntries(step.state.map(({ next }) => [next, "gpu-buffer"])),
  });
  const { onFallback: _, ...quietly } = options;
  const reader = await createSession(step.stateModel(), quietly);
  let state = initial(session.Tensor);
  const dispose = () => state.forEach((tensor) => tensor.dispose());
  return {
    session,
    run: async ({ count, inputs }) => {
      const outputs: Record<string, Float32Array> = {};
      for (let i = 0; i < count; i++) {
        const feeds: Record<string, Tensor> = Object.fromEntries(state);
        for (const { name, type, shape } of step.inputs) {
          const size = sizeOf(shape as number[]);
          feeds[name] = new session.Tensor(
            type as "float32",
            inputs[name]!.subarray(i * size, (i + 1) * size) as Float32Array,
            shape as number[],
          );
        }
        const results = await session.run(feeds);
        dispose();
        state = new Map(step.state.map(({ name, next }) => [name, results[next]!]));
        for (const { name } of step.outputs) {
          const values = results[name]!.data as Float32Array;
          outputs[name] ??= new Float32Array(count * values.length);
          outputs[name].set(values, i * values.length);
        }
      }
      return outputs as ChunkOutputs;
    },
    fetchState: async () => {
      const results = await reader.run(Object.fromEntries(state));
      return new Map(step.state.map(({ name, next }) => [name, results[next]!]));
    },
    close: async () => {
      dispose();
      await reader.close();
      await session.close();
    },
  };
}
