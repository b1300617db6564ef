import type { Tensor } from "onnxruntime-common";
import type { CompiledStep } from "../compiler/mod.ts";
import { createSession, type Session, type SessionOptions } from "../runtime/session.ts";
import type { StateTensors, StepExecution } from "./step_execution.ts";

/**
 * A chunk of steps as one call of an ONNX Loop: within it, the state stays on the device that runs
 * the Loop.
 */
export async function createLoop(
  step: CompiledStep,
  options: SessionOptions,
  initial: (TensorOf: Session["Tensor"]) => StateTensors,
): Promise<StepExecution> {
  const session = await createSession(step.loopModel(), options);
  let state = initial(session.Tensor);
  return {
    session,
    run: async ({ count, inputs }) => {
      const feeds: Record<string, Tensor> = Object.fromEntries(state);
      for (const { name, type, shape } of step.inputs) {
        feeds[name] = new session.Tensor(
          type as "float32",
          inputs[name] as Float32Array,
          [count, ...shape as number[]],
        );
      }
      const results = await session.run(feeds);
      state = new Map(step.state.map(({ name, next }) => [name, results[next]!]));
      return Object.fromEntries(
        step.outputs.map(({ name }) => [name, results[name]!.data as Float32Array]),
      );
    },
    fetchState: () => Promise.resolve(state),
    close: () => session.close(),
  };
}
