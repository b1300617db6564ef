// This module is browser compatible.

import type { Tensor } from "onnxruntime-common";
import {
  type CompiledStep,
  compileStep,
  type InputTypes,
  type StepOptions,
  type Traceable,
} from "../compiler/mod.ts";
import { sizeOf } from "../compiler/graph.ts";
import { createGenerator, type Generator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import { resolveBackend } from "../runtime/resolve_backend.ts";
import { createSession, type Session, type SessionOptions } from "../runtime/session.ts";
import { createSharedState, type SharedState } from "./accelerate/shared_state.ts";
import { drawNoise, noiseInputs } from "./noise.ts";
import type { StoredTensor } from "./safetensors.ts";
import { targetOf } from "./target.ts";

/** Options of {@linkcode startTrainer}. */
export interface StartOptions
  extends Pick<SessionOptions, "backend" | "threads" | "profile" | "onFallback"> {
  /** Seed of the random numbers, such as those of dropout. Default 1. */
  readonly seed?: number;
  /** State to share with other trainers, such as the two optimizers of a GAN. Default: its own. */
  readonly state?: SharedState;
  /** A generator to share with other trainers. Default: one with the seed. */
  readonly generator?: Generator;
  /** The name of the function in errors. Default `the training step`. */
  readonly name?: string;
}

/** Options of {@linkcode createTrainer}. */
export interface TrainerOptions extends StartOptions, Pick<StepOptions, "scalars" | "layouts"> {}

/** Numbers of the inputs, row-major, by name. Those of dropout are drawn where they are missing. */
export type TrainerInputs = Readonly<
  Record<string, Float32Array | Int32Array | Uint8Array | number>
>;

/** Numbers of the outputs, row-major, by name. */
export type TrainerOutputs = Record<string, Float32Array>;

/** A tfjs function that ONNX Runtime computes. Its variables live in ONNX Runtime between calls. */
export interface Trainer {
  /** The backend that computes. */
  readonly session: Session;
  readonly step: CompiledStep;
  /** Calls the function once. */
  run(inputs: TrainerInputs): Promise<TrainerOutputs>;
  /**
   * Calls the function `count` times, where the backend can in one call of ONNX Runtime.
   *
   * @param inputs For each input, its numbers for all calls.
   * @returns For each output, its numbers for all calls.
   */
  runMany(count: number, inputs: TrainerInputs): Promise<TrainerOutputs>;
  /** The present state by name, with its elements in tfjs's order. */
  readState(): Promise<Map<string, StoredTensor>>;
  /** Goes on from a state that `readState` returned. */
  setState(values: ReadonlyMap<string, StoredTensor>): void;
  /** Assigns the present state to the tfjs variables. */
  writeBack(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Compiles a tfjs function and runs it in ONNX Runtime: any function that computes losses and
 * updates variables, such as `optimizer.minimize`, or one without updates. tfjs variables are read
 * when the function first runs and after the program assigns them; `writeBack` assigns them.
 *
 * @param fn Takes and returns records of tensors, and must not be async.
 * @param inputs Shape and type of each input.
 * @throws {WeftError} `compiler` when the function cannot be compiled; `runtime` when the backend
 * does not work.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 *
 * const weight = tf.variable(tf.scalar(3));
 * const optimizer = tf.train.sgd(0.1);
 * const trainer = await createTrainer(
 *   ({ target }) => ({ loss: optimizer.minimize(() => weight.sub(target!).square(), true)! }),
 *   { target: { shape: [], dtype: "float32" } },
 *   { backend: "cpu" },
 * );
 * for (let step = 0; step < 50; step++) await trainer.run({ target: 1 });
 * await trainer.writeBack();
 * console.assert(Math.abs(weight.dataSync()[0]! - 1) < 1e-3);
 * await trainer.close();
 * ```
 */
export async function createTrainer(
  fn: Traceable,
  inputs: InputTypes,
  options: TrainerOptions = {},
): Promise<Trainer> {
  const { backend } = await resolveBackend(options.backend ?? "auto");
  const step = compileStep(fn, inputs, {
    target: await targetOf(backend),
    ...(options.scalars ? { scalars: options.scalars } : {}),
    ...(options.layouts ? { layouts: options.layouts } : {}),
  });
  return await startTrainer(step, { ...options, backend });
}

/**
 * Runs a step that is compiled already. A chunk of steps is one call of an ONNX Loop, except on
 * WebGPU: ONNX Runtime has no Loop there and would copy the state to the CPU and back in each step.
 * The state then stays in the GPU's memory. A second session, which computes nothing, copies it to
 * the CPU: onnxruntime-node aborts the process when a tensor on the GPU is read.
 */
export async function startTrainer(
  step: CompiledStep,
  options: StartOptions = {},
): Promise<Trainer> {
  const { state = createSharedState(), name = "the training step" } = options;
  const { threads, profile, onFallback } = options;
  const { backend } = await resolveBackend(options.backend ?? "auto");
  const generator = options.generator ?? createGenerator(options.seed ?? 1);
  const assigned = step.state.filter((each) => each.assigned);
  const onGpu = backend === "webgpu";
  const loops = !onGpu && step.inputs.length > 0 && assigned.length > 0;
  const sessionOptions: SessionOptions = {
    backend,
    name,
    ...(threads === undefined ? {} : { threads }),
  };
  const session = await createSession(loops ? step.loopModel() : step.stepModel(), {
    ...sessionOptions,
    ...(profile === undefined ? {} : { profile }),
    ...(onFallback ? { onFallback } : {}),
    ...(onGpu ? { outputLocations: onGpuBuffers(assigned) } : {}),
  });
  const fetches = [...step.outputs.map(({ name }) => name), ...assigned.map(({ next }) => next)];
  let reader: Session | undefined;
  const fetch = async (tensors: Readonly<Record<string, Tensor>>) => {
    reader ??= await createSession(step.stateModel(), sessionOptions);
    const feeds = Object.fromEntries(step.state.map((each) => [
      each.name,
      tensors[each.next] ?? state.feeds([each], session.Tensor)[each.name]!,
    ]));
    return await reader.run(feeds) as Readonly<Record<string, Tensor>>;
  };
  const call = async (count: number, numbers: TrainerInputs): Promise<TrainerOutputs> => {
    const feeds = {
      ...inputTensors(step, loops ? count : undefined, numbers, session, generator),
      ...state.feeds(step.state, session.Tensor),
    };
    const results = await session.run(feeds, fetches) as Record<string, Tensor>;
    state.accept(assigned, results, onGpu ? fetch : undefined);
    return Object.fromEntries(
      step.outputs.map((output) => [output.name, numbersOf(results[output.name]!)]),
    );
  };
  return {
    session,
    step,
    run: (numbers) => call(1, numbers),
    async runMany(count, numbers) {
      if (loops) return await call(count, numbers);
      const all: Record<string, Float32Array[]> = {};
      for (let i = 0; i < count; i++) {
        const outputs = await call(1, partOf(step, numbers, i));
        for (const [key, values] of Object.entries(outputs)) (all[key] ??= []).push(values);
      }
      return Object.fromEntries(Object.entries(all).map(([key, parts]) => [key, joined(parts)]));
    },
    readState: () => state.read(step.state, session.Tensor),
    setState: (values) => state.write(step.state, values, session.Tensor),
    writeBack: () => state.writeBack(),
    async close() {
      if (!options.state) state.dispose();
      await session.close();
      await reader?.close();
    },
  };
}

function onGpuBuffers(states: CompiledStep["state"]): Record<string, "gpu-buffer"> {
  return Object.fromEntries(states.map(({ next }) => [next, "gpu-buffer" as const]));
}

/** Tensors of the inputs. Noise that is not given is drawn. */
function inputTensors(
  step: CompiledStep,
  count: number | undefined,
  numbers: TrainerInputs,
  session: Session,
  generator: Generator,
): Record<string, Tensor> {
  const missing = noiseInputs(step).filter(({ name }) => !(name in numbers));
  const all = { ...numbers, ...drawNoise(missing, generator, count ?? 1) };
  return Object.fromEntries(step.inputs.map(({ name, type, shape }) => {
    const lengths = count === undefined ? shape as number[] : [count, ...shape as number[]];
    const data = numbersFor(name, all[name], sizeOf(lengths));
    return [name, new session.Tensor(type as "float32", data as Float32Array, lengths)];
  }));
}

function numbersFor(name: string, given: TrainerInputs[string] | undefined, size: number) {
  const data = typeof given === "number" ? new Float32Array(size).fill(given) : given;
  if (data?.length === size) return data;
  throw new WeftError(
    "usage",
    `Cannot run the function: expected ${size} numbers for the input ${name}, ` +
      `got ${data?.length ?? "none"}`,
    "Pass the numbers of every input, row-major",
  );
}

function partOf(step: CompiledStep, numbers: TrainerInputs, i: number): TrainerInputs {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, given]) => {
      if (typeof given === "number") return [name, given];
      const input = step.inputs.find((each) => each.name === name);
      const size = sizeOf((input?.shape ?? []) as number[]);
      return [name, given.subarray(i * size, (i + 1) * size)];
    }),
  );
}

function numbersOf({ data }: Tensor): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const values = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
