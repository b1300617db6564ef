/**
 * `deno task bench:fit`: the time of a training step in `accelerate(model).fit`, whole, with
 * shuffling, callbacks and History; beside tfjs's own `model.fit` on its backends cpu and wasm, and
 * beside PyTorch. All train the same models with Adam on the same random numbers, and they
 * alternate in one run.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { compileStep } from "../compiler/mod.ts";
import { trainableOf } from "../train/accelerate/layers_model.ts";
import { startTrainer } from "../train/create_trainer.ts";
import { accelerate, type ArrayData } from "../train/mod.ts";
import { buildFitModel, FIT_MODELS, type FitModel, randomRows } from "./fit_models.ts";
import { type PythonPeer, startPython } from "./python_peer.ts";
import { prepareSteps, stepFlags } from "./step_bench.ts";
import { median } from "./times.ts";

/** Aimed time of a round of one program, in milliseconds. A round has one step at least. */
const ROUND_MS = 500;

const SPEC = {
  name: "deno task bench:fit",
  summary: "Times accelerate(model).fit beside tfjs's own fit and PyTorch, on the CPU.",
  flags: stepFlags(Object.keys(FIT_MODELS), 5),
  examples: [[
    "deno task bench:fit --model iris --rounds 3",
    "the smallest model, in three rounds",
  ]],
} as const satisfies CommandSpec;

/** A program that trains a model. */
interface Trainee {
  readonly name: string;
  /** Trains about this many steps; milliseconds of a step. */
  readonly time: (steps: number) => Promise<number>;
  readonly close?: () => Promise<void>;
}

type Surroundings = Readonly<{ threads: number; torch: PythonPeer | undefined }>;

async function main(
  { model, rounds, threads }: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  const torch = await startPython("torch", "torch_fit", []);
  const version = torch && (torch.greeting as { torch: string }).torch;
  stdout.write(
    `weft, backend cpu, ${threads} threads; tfjs ${tf.version_core}, one thread; ` +
      `${version ? `PyTorch ${version}` : "PyTorch is not installed"}; ` +
      `Adam, ${rounds} rounds, medians\n`,
  );
  for (const name of model.length > 0 ? model : Object.keys(FIT_MODELS)) {
    stdout.write(`\n${name}, batch ${FIT_MODELS[name]!.batchSize}\n`);
    const { compile, session, bare } = await prepareBare(FIT_MODELS[name]!, threads);
    stdout.write(`  compile ${compile.toFixed(0)} ms, session ${session.toFixed(0)} ms\n`);
    const trainees = [bare, ...await startTrainees(name, { threads, torch })];
    const times = await timeRounds(trainees, rounds, signal);
    const fit = median(times.get(FIT)!);
    for (const [who, list] of times) {
      const ratio = who === FIT ? "" : `  ${(median(list) / fit).toFixed(2)} times fit`;
      stdout.write(`  ${who.padEnd(24)} ${timeText(median(list))} ms${ratio}\n`);
    }
    for (const { close } of trainees) await close?.();
  }
  await torch?.close();
}

const FIT = "weft fit";

/** A number of milliseconds with three digits at least. */
const timeText = (time: number) => time.toFixed(time < 10 ? 3 : 1).padStart(9);

/** Times all programs in turn; milliseconds of a step by program. One that fails has no times. */
async function timeRounds(
  trainees: readonly Trainee[],
  rounds: number,
  signal: AbortSignal,
): Promise<Map<string, number[]>> {
  const steps = new Map<Trainee, number>();
  for (const trainee of trainees) {
    await trainee.time(1); // compiles
    steps.set(trainee, Math.max(1, Math.round(ROUND_MS / await trainee.time(1))));
  }
  const times = new Map<string, number[]>(trainees.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const trainee of trainees) {
      signal.throwIfAborted();
      times.get(trainee.name)!.push(await trainee.time(steps.get(trainee)!));
    }
  }
  return times;
}

/** A session of the training step without `fit`, and the times to compile and to load it. */
async function prepareBare(
  model: FitModel,
  threads: number,
): Promise<{ compile: number; session: number; bare: Trainee }> {
  const { batchSize, shapes: [x, y] } = model;
  const target = await prepareSteps();
  const trainable = trainableOf(buildFitModel(model));
  const started = performance.now();
  const step = compileStep(
    ({ x, y }) => ({ loss: trainable.makeTrainFunction()([x!, y!])[0]! }),
    {
      x: { shape: [batchSize, ...x], dtype: "float32" },
      y: { shape: [batchSize, ...y], dtype: "float32" },
    },
    { target },
  );
  const compiled = performance.now();
  const { session, close } = await startTrainer(step, { backend: "cpu", threads });
  const loaded = performance.now();
  const [inputs, targets] = randomRows(model, batchSize);
  const state = step.state.map(({ name, dtype, initial, physicalShape }) => [
    name,
    new session.Tensor(dtype as "float32", initial as Float32Array, physicalShape),
  ]);
  const feeds = {
    x: new session.Tensor("float32", inputs.data, [1, ...inputs.shape]),
    y: new session.Tensor("float32", targets.data, [1, ...targets.shape]),
    ...Object.fromEntries(state),
  };
  const time = async (steps: number) => {
    const start = performance.now();
    for (let i = 0; i < steps; i++) await session.run(feeds);
    return (performance.now() - start) / steps;
  };
  return {
    compile: compiled - started,
    session: loaded - compiled,
    bare: { name: "weft, session.run alone", time, close },
  };
}

async function startTrainees(
  name: string,
  { threads, torch }: Surroundings,
): Promise<Trainee[]> {
  const model = FIT_MODELS[name]!;
  const data = randomRows(model, model.rows);
  const fast = await accelerate(buildFitModel(model), { backend: "cpu", threads });
  const weft: Trainee[] = [
    { name: FIT, time: (steps) => timeFit(model, data, steps, (...fit) => fast.fit(...fit)) },
    {
      name: "weft fit, onBatchEnd",
      time: (steps) =>
        timeFit(
          model,
          data,
          steps,
          (x, y, args) => fast.fit(x, y, { ...args, callbacks: { onBatchEnd: () => {} } }),
        ),
      close: () => fast.close(),
    },
  ];
  const tfjs = [await startTfjs(model, data, "cpu"), await startTfjs(model, data, "wasm")];
  return [
    ...weft,
    ...tfjs.filter((each) => each !== undefined),
    ...torchTrainees(name, { threads, torch }),
  ];
}

/** Fits on whole epochs, or on the first batches of one; milliseconds of a step. */
async function timeFit(
  { batchSize, rows }: FitModel,
  [x, y]: readonly [ArrayData, ArrayData],
  steps: number,
  fit: (
    x: ArrayData,
    y: ArrayData,
    args: { batchSize: number; epochs: number; verbose: 0 },
  ) => Promise<unknown>,
): Promise<number> {
  const perEpoch = Math.ceil(rows / batchSize);
  const epochs = Math.max(1, Math.round(steps / perEpoch));
  const count = Math.min(rows, steps * batchSize);
  const part = ({ data, shape }: ArrayData): ArrayData => ({
    data: data.subarray(0, data.length / rows * count),
    shape: [count, ...shape.slice(1)],
  });
  const start = performance.now();
  await fit(part(x), part(y), { batchSize, epochs, verbose: 0 });
  return (performance.now() - start) / (epochs * Math.ceil(count / batchSize));
}

/** tfjs's own fit; undefined where its backend lacks a kernel. */
async function startTfjs(
  model: FitModel,
  data: readonly [ArrayData, ArrayData],
  backend: "cpu" | "wasm",
): Promise<Trainee | undefined> {
  await tf.setBackend(backend);
  const own = buildFitModel(model);
  const trainee: Trainee = {
    name: `tfjs ${backend}`,
    async time(steps) {
      await tf.setBackend(backend);
      try {
        return await timeFit(model, data, steps, async (x, y, args) => {
          const [xs, ys] = [x, y].map(({ data, shape }) => tf.tensor(data, [...shape]));
          await own.fit(xs!, ys!, args);
          tf.dispose([xs!, ys!]);
        });
      } finally {
        await tf.setBackend("cpu");
      }
    },
  };
  try {
    await trainee.time(1);
    return trainee;
  } catch (error) {
    if (!/Kernel '\w+' not registered/.test(String(error))) throw error;
    return undefined;
  }
}

/** PyTorch with one thread too: small models are slower with several, most so on a busy machine. */
function torchTrainees(name: string, { threads, torch }: Surroundings): Trainee[] {
  if (!torch) return [];
  return [...new Set([threads, 1])].map((count): Trainee => ({
    name: `PyTorch, ${count} thread${count === 1 ? "" : "s"}`,
    async time(steps) {
      const answer = await torch.ask(`${name} ${count} ${steps}`);
      return (answer as { milliseconds: number }).milliseconds;
    },
  }));
}

if (import.meta.main) await runCommand(SPEC, main);
