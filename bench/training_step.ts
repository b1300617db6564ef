/**
 * `deno task bench`: the time of one training step in weft and in PyTorch, both on the CPU with the
 * same number of threads. They alternate in one run. PyTorch is optional.
 *
 * @module
 */
import { join } from "node:path";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import type { CompiledStep } from "../compiler/mod.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import { createGenerator } from "../data/random.ts";
import { synthesize } from "../data/synthetic.ts";
import type { Chunk } from "../train/chunks.ts";
import type { RunConfig } from "../train/config.ts";
import { startTrainer } from "../train/create_trainer.ts";
import { type Recipe, trainable } from "../models/mod.ts";
import { trainings } from "../train/trainings.ts";
import { type NodeTime, readProfile } from "./profile.ts";
import { BATCH, prepareSteps, stepFlags } from "./step_bench.ts";
import { mean, median } from "./times.ts";
import { LAYOUTS, startTorch, type TorchPeer } from "./torch_peer.ts";

/** Steps per round and model. */
const STEPS: Readonly<Record<string, number>> = { "lenet-modified": 5, lenet: 25, vae: 10 };
/** Nodes in the list of the slowest. */
const SLOWEST = 8;

const SPEC = {
  name: "deno task bench",
  summary: "Times a training step beside PyTorch's, on the CPU, and lists the slowest nodes.",
  flags: stepFlags(Object.keys(STEPS), 10),
  examples: [["deno task bench --model vae --rounds 3", "the VAE only, in three rounds"]],
} as const satisfies CommandSpec;

async function main(
  { model, rounds, threads }: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  const names = model.length > 0 ? model : Object.keys(STEPS);
  const count = BATCH * Math.max(...names.map((name) => STEPS[name]!));
  const data = synthesize({ split: "train", count });
  const torch = await startTorch("torch_step", threads, data.images);
  stdout.write(
    torch
      ? `PyTorch ${torch.version}, ${threads} threads, batch ${BATCH}, ${rounds} rounds\n`
      : "PyTorch is not installed: times of weft only " +
        "(apt-get install python3-torch libopenblas0)\n",
  );
  const target = await prepareSteps();
  for (const name of names) {
    const recipe: Recipe = trainable[name]!.recipes.default;
    const config = { ...recipe, seed: 1, batchSize: BATCH } as RunConfig;
    const { step, noise, scalars } = trainings[name]!.compile(config, 10, target);
    const chunk = chunkOf(STEPS[name]!, data, noise, scalars);
    const times = await timeSteps(name, { step, chunk, rounds, threads, torch, signal });
    stdout.write(`\n${name}\n`);
    for (const [who, list] of Object.entries(times)) {
      stdout.write(`  ${who.padEnd(14)} ${timesText(list)}\n`);
    }
    stdout.write(nodesText(await nodeTimes(step, chunk, threads)));
    if (torch) stdout.write(ratioText(times));
  }
  await torch?.close();
}

type Compiled = ReturnType<(typeof trainings)[string]["compile"]>;

/** The inputs of some steps. */
function chunkOf(
  steps: number,
  { images, labels }: ReturnType<typeof synthesize>,
  noise: Compiled["noise"],
  scalars: Compiled["scalars"],
): Chunk {
  const inputs: Record<string, Float32Array | Uint8Array> = {
    image: images.subarray(0, steps * BATCH * IMAGE_PIXELS),
    label: labels.subarray(0, steps * BATCH),
    learningRate: new Float32Array(steps).fill(1e-3),
  };
  for (const [input, valueAt] of Object.entries(scalars)) {
    inputs[input] = Float32Array.from({ length: steps }, (_, i) => valueAt(i, steps));
  }
  const generator = createGenerator(1);
  for (const { name, size } of noise) {
    const numbers = new Float32Array(steps * size);
    generator.fillUniform(numbers); // the time does not depend on their distribution
    inputs[name] = numbers;
  }
  return { count: steps, inputs };
}

/**
 * Milliseconds of a step by program, one number for each round: `weft` and the layouts of PyTorch.
 */
async function timeSteps(
  name: string,
  { step, chunk, rounds, threads, torch, signal }: {
    readonly step: CompiledStep;
    readonly chunk: Chunk;
    readonly rounds: number;
    readonly threads: number;
    readonly torch: TorchPeer | undefined;
    readonly signal: AbortSignal;
  },
): Promise<Record<string, number[]>> {
  const trainer = await startTrainer(step, { backend: "cpu", threads });
  await trainer.runMany(chunk.count, chunk.inputs);
  const times: Record<string, number[]> = { weft: [] };
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    const start = performance.now();
    await trainer.runMany(chunk.count, chunk.inputs);
    times.weft!.push((performance.now() - start) / chunk.count);
    for (const layout of torch ? LAYOUTS : []) {
      const each = await torch!.time(name, layout, BATCH, chunk.count);
      (times[layout] ??= []).push(mean(each));
    }
  }
  await trainer.close();
  return times;
}

const timesText = (times: readonly number[]) =>
  `median ${median(times).toFixed(1)} ms, least ${Math.min(...times).toFixed(1)} ms`;

/** Compares weft with the layout of PyTorch that has the lower median. */
function ratioText(times: Readonly<Record<string, number[]>>): string {
  const weft = times.weft!;
  const best = LAYOUTS.map((layout) => times[layout]!)
    .sort((a, b) => median(a) - median(b))[0]!;
  return `  weft / PyTorch's faster layout: ${
    (median(weft) / median(best)).toFixed(2)
  } by medians, ${(Math.min(...weft) / Math.min(...best)).toFixed(2)} by least times\n`;
}

function nodesText(nodes: readonly NodeTime[]): string {
  const total = nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const slowest = nodes.slice(0, SLOWEST).map(({ name, op, milliseconds }) =>
    `    ${milliseconds.toFixed(2).padStart(6)} ms  ${op.padEnd(12)} ${name.replace("step/", "")}\n`
  );
  return `  the slowest of ${nodes.length} nodes (${total.toFixed(1)} ms in all):\n` +
    slowest.join("");
}

/**
 * The time of every node of a step in a few runs with ONNX Runtime's profiler, the slowest first.
 */
async function nodeTimes(step: CompiledStep, chunk: Chunk, threads: number): Promise<NodeTime[]> {
  const folder = await Deno.makeTempDir();
  try {
    const profile = join(folder, "profile");
    const trainer = await startTrainer(step, { backend: "cpu", threads, profile });
    for (let i = 0; i < 3; i++) await trainer.runMany(chunk.count, chunk.inputs);
    trainer.session.ort.endProfiling();
    await trainer.close();
    const [file] = [...Deno.readDirSync(folder)];
    return await readProfile(join(folder, file!.name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await runCommand(SPEC, main);
