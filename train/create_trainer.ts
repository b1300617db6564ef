// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { Tensor } from "onnxruntime-common";
import {
  type CompiledStep,
  compileStep,
  type InputType,
  type StepOptions,
} from "../compiler/mod.ts";
import { sizeOf } from "../compiler/graph.ts";
import { createGenerator, type Generator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import type { ChosenBackend } from "../runtime/backends.ts";
import { resolveBackend } from "../runtime/resolve_backend.ts";
import { createSession, type Session, type SessionOptions } from "../runtime/session.ts";
import { createSharedState, type FetchState, type SharedState } from "./accelerate/shared_state.ts";
import type { StoredTensor } from "./safetensors.ts";
import { targetOf } from "./target.ts";
import {
  arrayOf,
  type InputNumbers,
  inputTensors,
  partOf,
  readInputs,
  type TrainerInputs,
} from "./trainer_inputs.ts";

/** Options of {@linkcode startTrainer}. */
export interface StartOptions
  extends Pick<SessionOptions, "backend" | "threads" | "profile" | "onFallback"> {
  /** Seed of the random numbers of dropout and of noise layers. Default 1. */
  readonly seed?: number;
  /**
   * State to share with other trainers that use the same variables, such as the two networks of a
   * GAN: `{ state: other.state }`. Default: its own.
   */
  readonly state?: SharedState;
  /** A generator to share with other trainers. Default: one with the seed. */
  readonly generator?: Generator;
  /** The name of the function in errors. Default `the function`. */
  readonly name?: string;
}

/** Options of {@linkcode createTrainer}. */
export interface TrainerOptions extends StartOptions, Pick<StepOptions, "scalars" | "layouts"> {}

/** Numbers of the outputs, row-major, by name. */
export type TrainerOutputs<Output extends string = string> = Record<Output, Float32Array>;

/**
 * A tfjs function that ONNX Runtime computes. Its variables live in ONNX Runtime between calls.
 *
 * @typeParam Output Names of the outputs.
 */
export interface Trainer<Output extends string = string> {
  /** The session of ONNX Runtime that computes; `session.provider` is the backend. */
  readonly session: Session;
  /** The compiled function. */
  readonly step: CompiledStep;
  /** The present contents of the variables, to share with other trainers. */
  readonly state: SharedState;
  /**
   * Calls the function once. Calls that are not awaited wait for one another.
   *
   * @throws {WeftError} `usage` when an input is missing or has the wrong size, and after `close`.
   */
  run(inputs: TrainerInputs): Promise<TrainerOutputs<Output>>;
  /**
   * Calls the function `count` times, where the backend can in one call of ONNX Runtime. The
   * results are those of as many calls of `run`, bit for bit.
   *
   * @param inputs For each input, its numbers for all calls, one call after another.
   * @returns For each output, its numbers for all calls.
   * @throws {WeftError} As `run`.
   */
  runMany(count: number, inputs: TrainerInputs): Promise<TrainerOutputs<Output>>;
  /** The present state by name, with its elements in tfjs's order. */
  readState(): Promise<Map<string, StoredTensor>>;
  /** Goes on from a state that `readState` returned. */
  setState(values: ReadonlyMap<string, StoredTensor>): void;
  /** Assigns the present state to the tfjs variables. */
  writeBack(): Promise<void>;
  /** Waits for running calls, writes the state back and frees the memory. */
  close(): Promise<void>;
}

/**
 * Compiles a tfjs function and runs it in ONNX Runtime: any function that computes losses and
 * updates variables, such as `optimizer.minimize`, or one without updates. tfjs variables are read
 * when the function first runs and after the program assigns them. They keep their old numbers
 * until `writeBack` or `close` assigns the new ones.
 *
 * @param fn Takes and returns records of tensors, and must not be async. It is called once, to
 * compile it.
 * @param inputs Shape and type of each input.
 * @throws {WeftError} `compiler` when the function cannot be compiled; `runtime` when the backend
 * does not work.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { createTrainer } from "weft-ml/train";
 *
 * const weight = tf.variable(tf.scalar(3));
 * const optimizer = tf.train.sgd(0.1);
 * const trainer = await createTrainer(
 *   ({ target }) => ({ loss: optimizer.minimize(() => weight.sub(target).square().asScalar(), true)! }),
 *   { target: { shape: [], dtype: "float32" } },
 *   { backend: "cpu" },
 * );
 * for (let step = 0; step < 50; step++) await trainer.run({ target: 1 });
 * await trainer.close();
 * console.assert(Math.abs(weight.dataSync()[0]! - 1) < 1e-3);
 * ```
 */
export async function createTrainer<Input extends string, Output extends string>(
  fn: (inputs: Record<Input, tf.Tensor>) => Record<Output, tf.Tensor>,
  inputs: Readonly<Record<Input, InputType>>,
  options: TrainerOptions = {},
): Promise<Trainer<Output>> {
  const { backend } = await resolveBackend(options.backend ?? "auto");
  const step = compileStep(fn, inputs, {
    target: await targetOf(backend),
    ...(options.scalars ? { scalars: options.scalars } : {}),
    ...(options.layouts ? { layouts: options.layouts } : {}),
  });
  return await startTrainer(step, { ...options, backend }) as Trainer<Output>;
}

/** Runs a step that is compiled already. */
export async function startTrainer(
  step: CompiledStep,
  options: StartOptions = {},
): Promise<Trainer> {
  const { state = createSharedState(), name = "the function" } = options;
  const { backend } = await resolveBackend(options.backend ?? "auto");
  state.join(backend);
  const generator = options.generator ?? createGenerator(options.seed ?? 1);
  const sessions = await openSessions(step, backend, name, options);
  const { session, fetch, loops } = sessions;
  const assigned = step.state.filter((each) => each.assigned);
  const fetches = [...step.outputs.map(({ name }) => name), ...assigned.map(({ next }) => next)];
  let closing: Promise<void> | undefined;
  /** One call of ONNX Runtime: of the step, or of the Loop around `count` steps. */
  const call = async (count: number, numbers: InputNumbers): Promise<TrainerOutputs> => {
    const feeds = {
      ...inputTensors(step, loops ? count : undefined, numbers, session, generator),
      ...state.feeds(step.state, session.Tensor),
    };
    const results = await session.run(feeds, fetches) as Record<string, Tensor>;
    state.accept(assigned, results, fetch);
    return Object.fromEntries(
      step.outputs.map((output) => [output.name, numbersOf(results[output.name]!)]),
    );
  };
  const runMany = async (count: number, inputs: TrainerInputs): Promise<TrainerOutputs> => {
    if (closing) throw closedError(name);
    requireCount(name, count);
    const numbers = readInputs(name, step, count, inputs);
    return await state.inTurn(async () => {
      if (loops || count === 1) return await call(count, numbers);
      const parts: TrainerOutputs[] = [];
      for (let i = 0; i < count; i++) parts.push(await call(1, partOf(numbers, count, i)));
      return joined(parts);
    });
  };
  return {
    ...{ session, step, state, runMany },
    run: (inputs) => runMany(1, inputs),
    readState: () => state.inTurn(() => state.read(step.state, session.Tensor)),
    setState: (values) => state.write(step.state, values, session.Tensor),
    writeBack: () => state.inTurn(() => state.writeBack()),
    close: () =>
      closing ??= state.inTurn(async () => {
        try {
          await state.writeBack();
        } finally {
          if (fetch) state.release(fetch);
          if (!options.state) state.dispose();
          await sessions.close();
        }
      }),
  };
}

/** The sessions of a step. */
interface StepSessions {
  /** The session of one step, or of the Loop around steps. */
  readonly session: Session;
  /** True when the session is of the Loop. */
  readonly loops: boolean;
  /** Copies the state from a GPU; undefined where results are on the CPU. */
  readonly fetch: FetchState | undefined;
  close(): Promise<void>;
}

/**
 * Opens the session of a step. A chunk of steps is one call of an ONNX Loop, except on WebGPU: ONNX
 * Runtime has no Loop there and would copy the state to the CPU and back in each step. The state
 * then stays in the GPU's memory. A second session, which computes nothing and is opened when it is
 * first needed, copies it to the CPU: onnxruntime-node aborts the process when a tensor on the GPU
 * is read.
 */
async function openSessions(
  step: CompiledStep,
  backend: ChosenBackend,
  name: string,
  { threads, profile, onFallback }: StartOptions,
): Promise<StepSessions> {
  const assigned = step.state.filter((each) => each.assigned);
  const onGpu = backend === "webgpu";
  const loops = !onGpu && step.inputs.length > 0 && assigned.length > 0;
  const options: SessionOptions = { backend, name, ...(threads === undefined ? {} : { threads }) };
  const session = await createSession(loops ? step.loopModel() : step.stepModel(), {
    ...options,
    ...(profile === undefined ? {} : { profile }),
    ...(onFallback ? { onFallback } : {}),
    ...(onGpu ? { outputLocations: onGpuBuffers(assigned) } : {}),
  });
  let reader: Session | undefined;
  const fetch: FetchState = async (tensors) => {
    reader ??= await createSession(step.stateModel(), options);
    // The model copies the whole state: what is not asked for gets zeros.
    const feeds = Object.fromEntries(
      step.state.map((each) => [each.name, tensors[each.next] ?? zeros(each, session)]),
    );
    return await reader.run(feeds, Object.keys(tensors)) as Readonly<Record<string, Tensor>>;
  };
  return {
    ...{ session, loops, fetch: onGpu ? fetch : undefined },
    async close() {
      await session.close();
      await reader?.close();
    },
  };
}

function onGpuBuffers(states: CompiledStep["state"]): Record<string, "gpu-buffer"> {
  return Object.fromEntries(states.map(({ next }) => [next, "gpu-buffer" as const]));
}

function zeros({ dtype, physicalShape }: CompiledStep["state"][number], session: Session): Tensor {
  const data = new (arrayOf(dtype))(sizeOf(physicalShape));
  return new session.Tensor(dtype as "float32", data, [...physicalShape]);
}

function requireCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new WeftError(
    "usage",
    `Cannot run ${name}: expected a number of calls of 1 or more, got ${count}`,
    "Pass how often to call the function",
  );
}

function closedError(name: string): WeftError {
  return new WeftError("usage", `Cannot run ${name}: its trainer is closed`, "Create a new one");
}

function numbersOf({ data }: Tensor): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>);
}

/** Joins the outputs of several calls. */
function joined(parts: readonly TrainerOutputs[]): TrainerOutputs {
  return Object.fromEntries(
    Object.entries(parts[0]!).map(([name, { length }]) => {
      const values = new Float32Array(parts.length * length);
      parts.forEach((part, i) => values.set(part[name]!, i * length));
      return [name, values];
    }),
  );
}
