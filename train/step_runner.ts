import type { Tensor } from "onnxruntime-common";
import { type CompiledStep, toLogical, toPhysical } from "../compiler/mod.ts";
import { createSession, type Session, type SessionOptions } from "../infer/session.ts";
import type { StoredTensor } from "./safetensors.ts";

/** Numbers for `count` training steps, one step after another. */
export interface Chunk {
  readonly count: number;
  /** For each input of the step, its elements for all steps. */
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;
}

/** Runs a compiled step many times and keeps its state in between. */
export interface StepRunner {
  readonly session: Session;
  /** Runs a chunk of steps; returns each output's elements for all steps. */
  readonly run: (chunk: Chunk) => Promise<Readonly<Record<string, Float32Array>>>;
  /** The present state in tfjs's order of elements. */
  readonly state: () => Map<string, StoredTensor>;
  readonly close: () => Promise<void>;
}

/**
 * Makes a session of the step as an ONNX Loop, so that a chunk is one call.
 *
 * @param state Where to start; by default the numbers at which the step was compiled.
 */
export async function createStepRunner(
  step: CompiledStep,
  options: SessionOptions,
  state?: ReadonlyMap<string, StoredTensor>,
): Promise<StepRunner> {
  const session = await createSession(step.loopModel(), { ...options, name: "the training step" });
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, layout, physicalShape, initial } of step.state) {
    const data = toPhysical(state?.get(name)?.data ?? initial as Float32Array, shape, layout);
    tensors.set(name, new session.Tensor("float32", data, [...physicalShape]));
  }
  return {
    session,
    run: async ({ count, inputs }) => {
      const feeds: Record<string, Tensor> = Object.fromEntries(tensors);
      for (const { name, type, shape } of step.inputs) {
        feeds[name] = new session.Tensor(
          type as "float32",
          inputs[name] as Float32Array,
          [count, ...shape as number[]],
        );
      }
      const results = await session.run(feeds);
      for (const { name, next } of step.state) tensors.set(name, results[next]!);
      return Object.fromEntries(
        step.outputs.map(({ name }) => [name, results[name]!.data as Float32Array]),
      );
    },
    state: () =>
      new Map(step.state.map(({ name, shape, layout }) => {
        const data = tensors.get(name)!.data as Float32Array;
        return [name, { shape, data: toLogical(data, shape, layout) }];
      })),
    close: () => session.close(),
  };
}
